"""Time to classify pictures with a classifier that is loaded once."""

import time
from collections.abc import Iterator
from functools import partial
from statistics import median

import numpy as np
from PIL import Image

from benchmarks.commands import PROJECT
from benchmarks.timing import seconds
from fashion_mnist import Classifier

PICTURES = 100
SHAPE = (1200, 900)  # height and width in pixels


def run() -> Iterator[tuple[str, ...]]:
    """Time loading, one picture and many; requires a completed `kedro run`."""
    start = time.perf_counter()
    classifier = Classifier.load(project=PROJECT)
    loading = time.perf_counter() - start
    model = classifier.description["model"]
    yield f"Classifier.load(), {model}", f"{loading:.1f} s", "", "", ""
    pictures = [draw(number) for number in range(PICTURES)]
    one = median(seconds(partial(classifier, picture)) for picture in pictures[:10])
    yield "one picture", f"{one:.2f} s", "", "", ""
    yield f"{PICTURES} pictures", f"{seconds(partial(classifier, pictures)):.1f} s", "", "", ""
    explaining = median(seconds(partial(classifier.explain, each)) for each in pictures[:10])
    yield "one picture, explained", f"{explaining:.2f} s", "", "", ""


def draw(seed: int) -> Image.Image:
    """Draw a dark item on a light background, both with some noise."""
    rng = np.random.default_rng(seed)
    pixels = rng.normal(220, 4, (*SHAPE, 3))
    top, left = rng.integers(100, 300, 2)
    pixels[top : top + 700, left : left + 400] -= rng.integers(60, 160, 3)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))

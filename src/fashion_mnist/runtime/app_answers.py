"""What the app answers: uploaded files, of which none is kept, and examples."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from fashion_mnist.images.arrays import Images, Labels
from fashion_mnist.pictures.unreadable import FORMATS
from fashion_mnist.report.app_answer import write_answer, write_refusal
from fashion_mnist.runtime.classifier import Classifier

Examples = Sequence[tuple[Image.Image, str]]  # with their captions

MEGABYTES, MEGAPIXELS = 20, 50  # of an uploaded picture, at most
TOO_LARGE = f"the picture has more than {MEGAPIXELS} megapixels, the limit: save it smaller"
GONE = "the picture is not here any more: give it again"
EXAMPLE_EDGE = 280  # pixels


def answer_and_remove(classifier: Classifier, path: Path, folder: Path) -> str:
    """Answer a file that was uploaded into a folder, as a part of the page, and remove it.

    A browser may name any path; only a file in the folder is touched.
    """
    if path.parent != folder or not path.is_file():
        return write_refusal(GONE)
    try:
        if is_too_large(path):
            return write_refusal(TOO_LARGE)
        return write_answer(classifier.explain(path))
    finally:
        path.unlink(missing_ok=True)


def is_too_large(path: Path) -> bool:
    """Whether a file has more pixels than the app takes; False if it cannot be told."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            return math.prod(image.size) > MEGAPIXELS * 10**6
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return True
    except Exception:  # decoders raise whatever they stumble over; reading it tells what
        return False


def choose_examples(images: Images, labels: Labels, classes: Sequence[str]) -> Examples:
    """The first image of each class, enlarged, with the name of the class."""
    found, places = np.unique(labels, return_index=True)
    return [
        (Image.fromarray(images[place]).resize((EXAMPLE_EDGE, EXAMPLE_EDGE)), classes[label])
        for label, place in zip(found, places, strict=True)
    ]

"""Backgrounds for the items: procedural ones, and crops of photographs from installed packages.

Whatever could be recognised again belongs to one part only: `PHOTOGRAPHS` and `TEXTURES` name what
each of `train`, `validation` and `test` draws from. Plain, gradient and clutter have no sources:
all parts draw them anew from the same distribution.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.parameters.robust import Background
from fashion_mnist.robustness import textures

Colours = NDArray[np.uint8]
Part = Literal["train", "validation", "test"]

PHOTOGRAPHS: dict[Part, tuple[str, ...]] = {
    "train": (
        "skimage/data/camera.png",
        "skimage/data/chelsea.png",
        "skimage/data/color.png",
        "skimage/data/hubble_deep_field.jpg",
        "skimage/data/ihc.png",
        "skimage/data/motorcycle_left.png",
        "sklearn/datasets/images/flower.jpg",
    ),
    "validation": (
        "skimage/data/cell.png",
        "skimage/data/coffee.png",
        "skimage/data/retina.jpg",
    ),
    "test": (
        "skimage/data/astronaut.png",
        "skimage/data/coins.png",
        "skimage/data/moon.png",
        "skimage/data/rocket.jpg",
        "sklearn/datasets/images/china.jpg",
    ),
}
TEXTURES: dict[Part, tuple[str, ...]] = {
    "train": ("noise", "stripes", "checks", "skimage/data/gravel.png"),
    "validation": ("dots", "ripples"),
    "test": ("plaid", "cells", "skimage/data/brick.png", "skimage/data/grass.png"),
}
SHAPES = 12  # of a cluttered background


def make_backgrounds(
    kind: Background, part: Part, n: int, size: int, rng: np.random.Generator
) -> Colours:
    """Return n backgrounds (n, size, size, 3) uint8 of one kind, in random order."""
    match kind:
        case "plain":
            return np.broadcast_to(_colours(rng, n)[:, None, None], (n, size, size, 3)).copy()
        case "gradient":
            return _paint(textures.gradient(n, size, rng), rng)
        case "clutter":
            return _clutter(n, size, rng)
        case "texture":
            return _from_sources(TEXTURES[part], n, size, rng)
        case "photograph":
            return _from_sources(PHOTOGRAPHS[part], n, size, rng)


def crops(sums: NDArray[np.int32], n: int, size: int, rng: np.random.Generator) -> Colours:
    """Cut n squares out of a picture, half of them mirrored, and reduce them to size.

    Sides are from `size` to the whole picture, small ones more often. A pixel of a crop is the mean
    of the rectangle that it covers.

    Args:
        sums: the picture's `summed_area` (h + 1, w + 1, 3).
        n: how many.
        size: height and width of a crop, at most those of the picture.
        rng: decides every random choice.
    """
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    sides = np.exp(rng.uniform(np.log(size), np.log(min(height, width)), (n, 1)))
    steps = sides * np.linspace(0, 1, size + 1)  # (n, size + 1)
    rows = (rng.random((n, 1)) * (height - sides) + steps).astype(np.int32)
    columns = (rng.random((n, 1)) * (width - sides) + steps).astype(np.int32)
    columns = np.where(rng.random((n, 1)) < 0.5, columns[:, ::-1], columns)  # mirrored
    totals = np.diff(np.diff(sums[rows[:, :, None], columns[:, None]], axis=1), axis=2)
    areas = np.diff(rows)[:, :, None, None] * np.diff(columns)[:, None, :, None]
    return np.asarray(totals / areas.astype(np.float32)).astype(np.uint8)


def summed_area(picture: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return the sums (h + 1, w + 1, 3) of all that is above and left (Crow, 1984)."""
    return np.pad(picture.cumsum(0, dtype=np.int32).cumsum(1), ((1, 0), (1, 0), (0, 0)))


@cache
def _sums(source: str) -> NDArray[np.int32]:
    package, _, name = source.partition("/")
    spec = find_spec(package)  # which imports nothing, unlike importlib.resources
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"Expected the package {package}, for its {name}. Install it.")
    with Image.open(Path(spec.origin).parent / name) as image:
        return summed_area(np.asarray(image.convert("RGB")))


def _from_sources(sources: tuple[str, ...], n: int, size: int, rng: np.random.Generator) -> Colours:
    chosen = rng.integers(len(sources), size=n)
    backgrounds = np.empty((n, size, size, 3), np.uint8)
    for index, source in enumerate(sources):
        of_source = chosen == index
        backgrounds[of_source] = _from_source(source, int(of_source.sum()), size, rng)
    return backgrounds


def _from_source(source: str, n: int, size: int, rng: np.random.Generator) -> Colours:
    if source in textures.FAMILIES:
        return _paint(textures.FAMILIES[source](n, size, rng), rng)
    return crops(_sums(source), n, size, rng)


def _colours(rng: np.random.Generator, *shape: int) -> Colours:
    return rng.integers(256, size=(*shape, 3), dtype=np.uint8)


def _paint(field: textures.Field, rng: np.random.Generator) -> Colours:
    """Colour a field (n, h, w) from one random colour at 0 to another at 1."""
    first, second = _colours(rng, 2, len(field), 1, 1).astype(np.float32)
    return np.asarray(first + (second - first) * field[..., None]).astype(np.uint8)


def _clutter(n: int, size: int, rng: np.random.Generator) -> Colours:
    """Lay rectangles and ellipses of random sizes, directions and colours over each other."""
    top = np.zeros((n, size, size), np.intp)  # the index of the shape that is seen there
    for shape in range(1, SHAPES + 1):
        u, v = textures.turned_grid(n, size, rng)
        u, v = np.abs(u / _extents(n, rng)), np.abs(v / _extents(n, rng))
        round_ = rng.random((n, 1, 1)) < 0.5
        top[np.where(round_, u**2 + v**2, np.maximum(u, v)) < 1] = shape
    return _colours(rng, n, SHAPES + 1)[np.arange(n)[:, None, None], top]


def _extents(n: int, rng: np.random.Generator) -> textures.Field:
    return rng.uniform(0.05, 0.3, (n, 1, 1)).astype(np.float32)

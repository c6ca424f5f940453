"""Random backgrounds for the training and test images of the network for coloured pictures."""

from collections.abc import Callable
from functools import cache
from importlib.resources import as_file, files
from typing import Annotated, Literal, get_args

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageOps
from pydantic import Field

from fashion_mnist.parameters.blocks import Block, Count, NonNegative, Number, Share

Background = Literal["plain", "gradient", "texture", "clutter", "photograph"]
KINDS: tuple[Background, ...] = get_args(Background)
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
    "validation": ("skimage/data/cell.png", "skimage/data/coffee.png", "skimage/data/retina.jpg"),
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
SHAPES = 12  # on a cluttered background
Pattern = NDArray[np.floating]
SCALES = (2, 4, 7, 14, 28)  # cells per side of each layer of noise
CELLS = 12  # points of a Voronoi pattern


class Randomisation(Block):
    """Parameters of domain randomisation; `parameters_robust.yml` explains them."""

    share: Share = 0.75
    kinds: Annotated[list[Background], Field(min_length=1)]
    backgrounds: Count = 20000
    min_scale: Annotated[Number, Field(gt=0, le=1)] = 0.7
    degrees: NonNegative = 10
    prints: Share = 0
    creases: Share = 0
    side_light: Share = 0
    pairs: Annotated[list[str], Field(default_factory=list)]
    empty: Share = 0


def make_backgrounds(kind: Background, part: Part, n: int, size: int, rng: Generator) -> Colours:
    """Return n backgrounds (n, size, size, 3) uint8 of one kind, in random order."""
    match kind:
        case "plain":
            return np.broadcast_to(_colours(rng, n)[:, None, None], (n, size, size, 3)).copy()
        case "gradient":
            return _paint(gradient(n, size, rng), rng)
        case "clutter":
            return _clutter(n, size, rng)
        case "texture":
            return _from_sources(TEXTURES[part], n, size, rng)
        case "photograph":
            return _from_sources(PHOTOGRAPHS[part], n, size, rng)


def crops(sums: NDArray[np.int32], n: int, size: int, rng: Generator) -> Colours:
    """Return n random square crops (n, size, size, 3) of a picture, half of them mirrored.

    The side of a crop is log-uniform between `size` and the shorter side of the picture. Each pixel
    is the mean of the rectangle that it covers, by the `summed_area` of the picture.
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
    """Return the sums (h + 1, w + 1, 3) of all pixels above and to the left (Crow, 1984)."""
    return np.pad(picture.cumsum(0, dtype=np.int32).cumsum(1), ((1, 0), (1, 0), (0, 0)))


@cache
def _sums(source: str, size: int) -> NDArray[np.int32]:
    """Return the `summed_area` of a picture, enlarged unless it has room for crops of a size."""
    package, _, name = source.partition("/")
    with as_file(files(package) / name) as path, Image.open(path) as file:
        image = file.convert("RGB")
    if min(image.size) <= size:
        image = ImageOps.cover(image, (size + 1, size + 1))
    return summed_area(np.asarray(image))


def _from_sources(sources: tuple[str, ...], n: int, size: int, rng: Generator) -> Colours:
    chosen = rng.integers(len(sources), size=n)
    backgrounds = np.empty((n, size, size, 3), np.uint8)
    for index, source in enumerate(sources):
        is_chosen = chosen == index
        n = int(is_chosen.sum())
        if source in FAMILIES:
            backgrounds[is_chosen] = _paint(FAMILIES[source](n, size, rng), rng)
        else:
            backgrounds[is_chosen] = crops(_sums(source, size), n, size, rng)
    return backgrounds


def _colours(rng: Generator, *shape: int) -> Colours:
    return rng.integers(256, size=(*shape, 3), dtype=np.uint8)


def _paint(field: Pattern, rng: Generator) -> Colours:
    """Colour a field (n, h, w) with a gradient from one random colour at 0 to another at 1."""
    first, second = _colours(rng, 2, len(field), 1, 1).astype(np.float32)
    return np.asarray(first + (second - first) * field[..., None]).astype(np.uint8)


def _clutter(n: int, size: int, rng: Generator) -> Colours:
    """Stack rectangles and ellipses of random sizes, directions and colours."""
    top = np.zeros((n, size, size), np.intp)  # the index of the visible shape
    for shape in range(1, SHAPES + 1):
        u, v = rotated_grid(n, size, rng)
        across, along = (rng.uniform(0.05, 0.3, (n, 1, 1)).astype(np.float32) for _ in range(2))
        u, v = np.abs(u / across), np.abs(v / along)
        round_ = rng.random((n, 1, 1)) < 0.5
        top[np.where(round_, u**2 + v**2, np.maximum(u, v)) < 1] = shape
    return _colours(rng, n, SHAPES + 1)[np.arange(n)[:, None, None], top]


def gradient(n: int, size: int, rng: Generator) -> Pattern:
    """Return fields that rise from 0 to 1 along a direction or away from a point, both random."""
    u, v = rotated_grid(n, size, rng)
    field = np.where(rng.random((n, 1, 1)) < 0.5, u, np.hypot(u, v))
    field -= field.min((1, 2), keepdims=True)
    return np.asarray(field / field.max((1, 2), keepdims=True))


def noise(n: int, size: int, rng: Generator) -> Pattern:
    """Return sums of layers of noise, from coarse to fine, with random weights."""
    weights = rng.dirichlet(np.ones(len(SCALES)), n).astype(np.float32)
    field = np.zeros((n, size, size), np.float32)
    for cells, weight in zip(SCALES, weights.T, strict=True):
        resize = interpolation(cells, size)  # (size, cells)
        layer = resize @ rng.random((n, cells, cells), np.float32) @ resize.T
        field += weight[:, None, None] * layer
    return field


def stripes(n: int, size: int, rng: Generator) -> Pattern:
    """Return parallel stripes of a random width and direction, with soft or hard edges."""
    return _wave(rotated_grid(n, size, rng)[0], rng)


def checks(n: int, size: int, rng: Generator) -> Pattern:
    """Return chequered fields, rotated at random."""
    u, v = rotated_grid(n, size, rng)
    frequency = _frequencies(n, rng)
    return np.asarray((np.floor(u * frequency) + np.floor(v * frequency)) % 2)


def dots(n: int, size: int, rng: Generator) -> Pattern:
    """Return discs on a square lattice, rotated at random."""
    u, v = rotated_grid(n, size, rng)
    frequency = _frequencies(n, rng)
    from_centre = np.hypot((u * frequency) % 1 - 0.5, (v * frequency) % 1 - 0.5)
    return np.asarray(from_centre < rng.uniform(0.2, 0.4, (n, 1, 1)), np.float32)


def ripples(n: int, size: int, rng: Generator) -> Pattern:
    """Return rings around a random point."""
    return _wave(np.hypot(*rotated_grid(n, size, rng)), rng)


def plaid(n: int, size: int, rng: Generator) -> Pattern:
    """Return two sets of stripes that cross at a right angle."""
    u, v = rotated_grid(n, size, rng)
    return np.asarray((_wave(u, rng) + _wave(v, rng)) / 2)


def cells(n: int, size: int, rng: Generator) -> Pattern:
    """Return Voronoi cells of random points, each with one random value."""
    nearest = np.full((n, size, size), np.inf, np.float32)
    field = np.zeros((n, size, size), np.float32)
    for _ in range(CELLS):
        distance = np.hypot(*rotated_grid(n, size, rng))
        field = np.where(distance < nearest, rng.random((n, 1, 1), np.float32), field)
        nearest = np.minimum(nearest, distance)
    return field


FAMILIES: dict[str, Callable[[int, int, Generator], Pattern]] = {
    family.__name__: family for family in (noise, stripes, checks, dots, ripples, plaid, cells)
}


def rotated_grid(n: int, size: int, rng: Generator) -> tuple[Pattern, Pattern]:
    """Return coordinates (n, size, size) relative to a random point, along random axes."""
    points = (np.arange(size, dtype=np.float32) + 0.5) / size
    x = points - rng.random((n, 1, 1), np.float32)
    y = points[:, None] - rng.random((n, 1, 1), np.float32)
    angle = rng.uniform(0, 2 * np.pi, (n, 1, 1)).astype(np.float32)
    return np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x


def _frequencies(n: int, rng: Generator) -> Pattern:
    return rng.uniform(2, 9, (n, 1, 1)).astype(np.float32)


def _wave(position: Pattern, rng: Generator) -> Pattern:
    n = len(position)
    hardness = rng.uniform(1, 5, (n, 1, 1)).astype(np.float32)
    wave = np.sin(2 * np.pi * _frequencies(n, rng) * position)
    return np.asarray((np.clip(hardness * wave, -1, 1) + 1) / 2)


def interpolation(cells: int, size: int) -> Pattern:
    """Return the weights (size, cells) of a linear interpolation of cells at `size` points."""
    positions = np.linspace(0, cells - 1, size)[:, None]
    return np.asarray(np.maximum(1 - np.abs(positions - np.arange(cells)), 0), np.float32)

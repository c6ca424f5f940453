"""Squares cut out of a picture around its item."""

import numpy as np
from PIL import Image

from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.boxes import Box, cut, surround

# How much of its surroundings an item is seen with: the edge of the square by the item's longest.
FRAMES = (1.2, 1.0, 1.35)
WIDEST, TILT, OFF_CENTRE = 1.6, 15, 0.08  # at random: the edge, degrees, a share of the edge
FINE = 4  # times the size of a square, as long as an item need be for it to be cut out


def cut_views(picture: Images, box: Box, size: int) -> Images:
    """The item of a picture (h, w, 3) in each of `FRAMES`, and the whole: (4, size, size, 3)."""
    height, width = picture.shape[:2]
    whole = surround(Box(0, 0, height, width), 1)
    squares = [*(surround(box, frame) for frame in FRAMES), whole]
    return np.stack([_scale(Image.fromarray(cut(picture, square)), size) for square in squares])


def cut_at_random(
    picture: Images, box: Box, n: int, size: int, seed: np.random.SeedSequence
) -> Images:
    """The item of a picture (h, w, 3) in other squares, a little askew: (n, size, size, 3)."""
    rng = np.random.default_rng(seed)
    picture, box = _reduce(picture, box, FINE * size)
    return np.stack([_cut_at_random(picture, box, size, rng) for _ in range(n)])


def _reduce(picture: Images, box: Box, longest: int) -> tuple[Images, Box]:
    """A picture in which a box is no longer than that, and the box in it."""
    factor = longest / max(box.height, box.width)
    if factor >= 1:
        return picture, box
    height, width = (max(1, round(factor * edge)) for edge in picture.shape[:2])
    reduced = Image.fromarray(picture).resize((width, height), Image.Resampling.BOX)
    top, left, *edges = (round(factor * length) for length in box)
    return np.asarray(reduced), Box(top, left, *(max(1, edge) for edge in edges))


def _cut_at_random(picture: Images, box: Box, size: int, rng: np.random.Generator) -> Images:
    square = surround(box, float(np.exp(rng.uniform(0, np.log(WIDEST)))))
    down, right = (round(square.height * rng.uniform(-OFF_CENTRE, OFF_CENTRE)) for _ in range(2))
    wide = surround(square._replace(top=square.top + down, left=square.left + right), 1.5)
    turned = Image.fromarray(cut(picture, wide)).rotate(
        rng.uniform(-TILT, TILT), Image.Resampling.BILINEAR
    )
    rim = (wide.height - square.height) // 2
    inside = turned.crop((rim, rim, rim + square.width, rim + square.height))
    return _scale(inside, size)


def _scale(square: Image.Image, size: int) -> Images:
    return np.asarray(square.resize((size, size), Image.Resampling.BOX))

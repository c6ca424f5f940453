"""Rectangles of pixels: around an item, cut out of a picture, or put into a square."""

from typing import NamedTuple

import numpy as np

from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.foreground import Mask

FRAME = 1.2  # the edge of the square around an item, by the item's longest


class Box(NamedTuple):
    """A rectangle of pixels."""

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and columns."""
        return (
            slice(self.top, self.top + self.height),
            slice(self.left, self.left + self.width),
        )


def bound(item: Mask) -> Box:
    """The smallest box around the item: what is left when all edges of background are trimmed."""
    rows, columns = np.flatnonzero(item.any(axis=1)), np.flatnonzero(item.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return Box(top, left, int(rows[-1]) - top + 1, int(columns[-1]) - left + 1)


def surround(box: Box) -> Box:
    """The square around the middle of a box, `FRAME` times as long as its longest edge."""
    edge = round(FRAME * max(box.height, box.width))
    return Box(box.top - (edge - box.height) // 2, box.left - (edge - box.width) // 2, edge, edge)


def cut(picture: Images, box: Box) -> Images:
    """The part of a picture (h, w, 3) within a box; outside of the picture its edges go on."""
    rows, columns = (
        np.clip(np.arange(start, start + length), 0, limit - 1)
        for start, length, limit in zip(box[:2], box[2:], picture.shape[:2], strict=True)
    )
    return picture[rows][:, columns]


def centre(picture: Images, background: int, size: int) -> tuple[Images, Box]:
    """Put a picture (h, w, 3) in the middle of a square of `size`; also where it then lies."""
    height, width = picture.shape[:2]
    box = Box((size - height) // 2, (size - width) // 2, height, width)
    canvas = np.full((size, size, 3), background, np.uint8)
    canvas[box.slices] = picture
    return canvas, box

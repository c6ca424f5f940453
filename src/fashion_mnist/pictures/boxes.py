"""Rectangles of pixels: around an item, cut out of a picture, or put into a square."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.foreground import Mask

Size = tuple[int, int]  # height and width in pixels

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


def find_middle(height: int, width: int, size: Size) -> Box:
    """The largest box of the proportions of `size` in the middle of a picture."""
    if height * size[1] >= width * size[0]:
        inside = (max(1, round(width * size[0] / size[1])), width)
    else:
        inside = (height, max(1, round(height * size[1] / size[0])))
    return Box((height - inside[0]) // 2, (width - inside[1]) // 2, *inside)


def surround(box: Box, frame: float = FRAME) -> Box:
    """The square around the middle of a box, `frame` times as long as its longest edge."""
    edge = max(1, round(frame * max(box.height, box.width)))
    return Box(box.top - (edge - box.height) // 2, box.left - (edge - box.width) // 2, edge, edge)


def cut(picture: Images, box: Box) -> Images:
    """The part of a picture (h, w, 3) within a box; outside of the picture its edges go on."""
    rows, columns = (
        np.clip(np.arange(start, start + length), 0, limit - 1)
        for start, length, limit in zip(box[:2], box[2:], picture.shape[:2], strict=True)
    )
    return picture[rows][:, columns]


def fit(shape: Sequence[int], size: Size) -> tuple[int, int]:
    """The edge of a picture (h, w, ...) that decides how small it must be to fit in a size.

    Its length, and the one that it has then: both heights or both widths.
    """
    height, width = shape[:2]
    return (height, size[0]) if height * size[1] >= width * size[0] else (width, size[1])


def centre(picture: Images, background: int, size: Size) -> tuple[Images, Box]:
    """Put a picture (h, w, 3) in the middle of a larger size; also where it lies then."""
    height, width = picture.shape[:2]
    box = Box((size[0] - height) // 2, (size[1] - width) // 2, height, width)
    canvas = np.full((*size, 3), background, np.uint8)
    canvas[box.slices] = picture
    return canvas, box

"""Names beside the points of a figure, where they cover neither each other nor points."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

CHARACTER, LINE = 6.0, 14.0  # width and height of text on a telephone, in pixels
GAP = 9.0  # from the centre of a point to its name


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: "Box") -> float:
        """The area in common with another, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0) * max(height, 0)


def place_labels(
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    size: tuple[float, float],
    bars: Iterable[tuple[float, float, float]] = (),
) -> list[str]:
    """Where each name goes, in Plotly's terms, each in its turn where it covers the least.

    Args:
        points: x and y, each a share of the axis, from 0 to 1.
        names: of the points.
        size: of the plot where it is smallest, in pixels.
        bars: upright ones, x and both ends, as shares.
    """
    width, height = size
    centres = [(x * width, y * height) for x, y in points]
    taken = [Box(x - GAP, y - GAP, x + GAP, y + GAP) for x, y in centres]
    taken += [
        Box(x * width - 2, low * height, x * width + 2, high * height) for x, low, high in bars
    ]
    positions = []
    for name, centre in zip(names, centres, strict=True):
        boxes = _boxes(name, *centre)
        best = min(boxes, key=lambda place: _cost(boxes[place], taken, size))
        positions.append(best)
        taken.append(boxes[best])
    return positions


def _boxes(name: str, x: float, y: float) -> dict[str, Box]:
    wide, half, high = CHARACTER * len(name), CHARACTER * len(name) / 2, LINE / 2
    return {
        "middle right": Box(x + GAP, y - high, x + GAP + wide, y + high),
        "middle left": Box(x - GAP - wide, y - high, x - GAP, y + high),
        "top center": Box(x - half, y + GAP, x + half, y + GAP + LINE),
        "bottom center": Box(x - half, y - GAP - LINE, x + half, y - GAP),
    }


def _cost(box: Box, taken: Iterable[Box], size: tuple[float, float]) -> float:
    """The area that a box covers of others or has outside the plot."""
    whole = (box.right - box.left) * (box.top - box.bottom)
    return sum(map(box.overlap, taken)) + whole - box.overlap(Box(0, 0, *size))

"""Histograms of oriented gradients, as a step of scikit-learn."""

from collections.abc import Sequence

import numpy as np

from fashion_mnist.images.arrays import Floats, in_batches
from fashion_mnist.parameters.errors import InputError

CELL = 4  # pixels on a side
DIRECTIONS = 9
SMALLEST = 2 * CELL  # pixels on a side: one block
HIGHEST = 0.2  # share of a block's norm that one feature may have, before it is normalised again
NEARLY_ZERO = 1e-5
AT_ONCE = 1000  # images that are described together


def describe_edges(flat: Floats, shape: Sequence[int]) -> Floats:
    """The directions of the edges in each place of grey images (n, height * width).

    Cells of 4x4 pixels, 9 directions, each block of 2x2 cells normalised: 1,296 features of a
    28x28 image (Dalal and Triggs, 2005, doi:10.1109/CVPR.2005.177). They are those of
    `skimage.feature.hog`, which takes twenty times as long for one image after the other.

    Raises:
        InputError: the images are not grey, or smaller than a block.
    """
    height, width, channels = shape
    if channels != 1 or min(height, width) < SMALLEST:
        raise InputError(
            f"Expected grey images of {SMALLEST} x {SMALLEST} pixels or more, to describe their "
            f"edges. Received {height} x {width} with {channels} channels: take "
            "fashion_mnist.classical.edges.pixels_and_edges instead."
        )
    images = flat.reshape(-1, height, width)
    return np.concatenate([_describe(batch) for batch in in_batches(images, AT_ONCE)])


def _describe(images: Floats) -> Floats:
    """The features of some images (n, height, width)."""
    cells = _count_directions(*_find_gradients(images))
    n, rows, columns, _ = cells.shape
    blocks = np.stack(
        [cells[:, i : rows - 1 + i, j : columns - 1 + j] for i in (0, 1) for j in (0, 1)], axis=3
    ).reshape(n, rows - 1, columns - 1, -1)
    clipped = np.minimum(_normalise(blocks), HIGHEST)
    return _normalise(clipped).reshape(n, -1)


def _find_gradients(images: Floats) -> tuple[Floats, Floats]:
    """How fast images change downwards and to the right, (n, height, width); 0 at the edges."""
    down, right = np.zeros_like(images), np.zeros_like(images)
    down[:, 1:-1] = images[:, 2:] - images[:, :-2]
    right[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    return down, right


def _count_directions(down: Floats, right: Floats) -> Floats:
    """The mean magnitude of the gradients of each direction in each cell: (n, rows, columns, 9)."""
    n, height, width = down.shape
    n_rows, n_columns = height // CELL, width // CELL
    magnitudes = np.hypot(down, right)
    degrees = np.rad2deg(np.arctan2(down, right)) % 180
    direction = (degrees * (DIRECTIONS / 180)).astype(np.int8)
    inside = np.s_[:, : n_rows * CELL, : n_columns * CELL]
    counted: list[Floats] = [
        np.where(direction[inside] == number, magnitudes[inside], 0)
        .reshape(n, n_rows, CELL, n_columns, CELL)
        .sum(axis=(2, 4))
        for number in range(DIRECTIONS)
    ]
    means: Floats = np.stack(counted, axis=-1) / np.float32(CELL**2)
    return means


def _normalise(blocks: Floats) -> Floats:
    squares = np.square(blocks).sum(axis=-1, keepdims=True)
    normalised: Floats = blocks / np.sqrt(squares + np.float32(NEARLY_ZERO**2))
    return normalised

"""Features from the brightness and the edges of each place of an image, for scikit-learn."""

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from fashion_mnist.images.arrays import Floats, in_batches, to_channels
from fashion_mnist.parameters.errors import InputError

Shape = Sequence[int]  # height, width and channels
# In which it gets brighter: to the right and downwards, with exact zeros.
DIRECTIONS = np.array(
    [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)], np.float32
) / np.array([[1], [math.sqrt(2)]] * 4, np.float32)
LARGE = 16  # pixels on a side, from which on places are larger
WEIGHTS = (2, 3)  # of the brightness and of the edges, which then vary about as much
AT_ONCE = 1000  # images that a thread describes together

HOG_CELL = 4  # pixels on a side
HOG_DIRECTIONS = 9
HOG_SMALLEST = 2 * HOG_CELL  # pixels on a side: one block
HOG_CLIP = 0.2  # share of a block's norm that one feature may have, before it is normalised again
HOG_EPSILON = 1e-5


def pixels_and_edges(flat: Floats, shape: Shape) -> Floats:
    """The brightness and the edges in each place of images (n, height * width * channels).

    Brightness is the square root of the pixels, which shows the faint parts of an item; of images
    of 16 pixels or more on a side the mean of 2x2 of them. Edges are the gradients along each of
    eight directions, where they point that way, averaged over cells of 4x4 pixels (2x2 of smaller
    images), and the square root of these: the histogram of Lowe (2004,
    doi:10.1023/B:VISI.0000029664.99615.94) with the root of Arandjelović and Zisserman (2012,
    doi:10.1109/CVPR.2012.6248018). Of 28x28 grey pixels they are 588 features.

    Args:
        flat: in [0, 1].
        shape: height, width and channels, 1 or 3, of which colours have their edges together.
    """
    images = flat.reshape(-1, *shape)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate([*pool.map(_describe, in_batches(images, AT_ONCE))])


def find_cells(shape: Shape) -> tuple[int, int]:
    """The pixels on a side over which brightness is averaged, and those over which edges are."""
    return (2, 4) if min(shape[:2]) >= LARGE else (1, 2)


def _describe(images: Floats) -> Floats:
    """The features of some images (n, height, width, channels)."""
    of_pixels, of_edges = WEIGHTS
    places, cells = find_cells(images.shape[1:])
    brightness = _average(np.sqrt(images), places)
    grey = to_channels(images, 1)
    down, right = np.zeros_like(grey), np.zeros_like(grey)
    down[:, 1:-1] = grey[:, 2:] - grey[:, :-2]
    right[:, :, 1:-1] = grey[:, :, 2:] - grey[:, :, :-2]
    edges = [
        _average(np.maximum(to_right * right + downwards * down, 0), cells)
        for to_right, downwards in DIRECTIONS
    ]
    described = (
        np.float32(of_pixels) * brightness,
        np.float32(of_edges) * np.sqrt(np.concatenate(edges, axis=-1)),
    )
    return np.concatenate([part.reshape(len(images), -1) for part in described], axis=1)


def _average(maps: Floats, cell: int) -> Floats:
    """The means of cells of maps (n, height, width, k); what is over at the end is left out."""
    n, height, width, k = maps.shape
    rows, columns = height // cell, width // cell
    inside = maps[:, : rows * cell, : columns * cell]
    by_rows = inside.reshape(n, rows, cell, columns * cell, k).mean(axis=2)
    averaged: Floats = by_rows.reshape(n, rows, columns, cell, k).mean(axis=3)
    return averaged


def hog(flat: Floats, shape: Sequence[int]) -> Floats:
    """The directions of the edges in each place of grey images (n, height * width).

    Cells of 4x4 pixels, 9 directions, each block of 2x2 cells normalised: 1,296 features of a
    28x28 image (Dalal and Triggs, 2005, doi:10.1109/CVPR.2005.177). They are those of
    `skimage.feature.hog`, which takes twenty times as long for one image after the other.

    Raises:
        InputError: the images are not grey, or smaller than a block.
    """
    height, width, channels = shape
    if channels != 1 or min(height, width) < HOG_SMALLEST:
        raise InputError(
            f"Expected grey images of {HOG_SMALLEST} x {HOG_SMALLEST} pixels or more, to describe "
            f"their edges. Received {height} x {width} with {channels} channels: take "
            "fashion_mnist.classical.edges.pixels_and_edges instead."
        )
    images = flat.reshape(-1, height, width)
    return np.concatenate([_describe_by_hog(batch) for batch in in_batches(images, AT_ONCE)])


def _describe_by_hog(images: Floats) -> Floats:
    """The features of some images (n, height, width)."""
    cells = _count_directions(*_find_gradients(images))
    n, rows, columns, _ = cells.shape
    blocks = np.stack(
        [cells[:, i : rows - 1 + i, j : columns - 1 + j] for i in (0, 1) for j in (0, 1)], axis=3
    ).reshape(n, rows - 1, columns - 1, -1)
    clipped = np.minimum(_normalise(blocks), HOG_CLIP)
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
    n_rows, n_columns = height // HOG_CELL, width // HOG_CELL
    magnitudes = np.hypot(down, right)
    degrees = np.rad2deg(np.arctan2(down, right)) % 180
    direction = (degrees * (HOG_DIRECTIONS / 180)).astype(np.int8)
    inside = np.s_[:, : n_rows * HOG_CELL, : n_columns * HOG_CELL]
    counted: list[Floats] = [
        np.where(direction[inside] == number, magnitudes[inside], 0)
        .reshape(n, n_rows, HOG_CELL, n_columns, HOG_CELL)
        .sum(axis=(2, 4))
        for number in range(HOG_DIRECTIONS)
    ]
    means: Floats = np.stack(counted, axis=-1) / np.float32(HOG_CELL**2)
    return means


def _normalise(blocks: Floats) -> Floats:
    squares = np.square(blocks).sum(axis=-1, keepdims=True)
    normalised: Floats = blocks / np.sqrt(squares + np.float32(HOG_EPSILON**2))
    return normalised

"""Local brightness and edge directions as features for scikit-learn."""

import math
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from fashion_mnist.images.arrays import Floats, Shape, flatten, in_batches, to_channels
from fashion_mnist.parameters.errors import InputError

# Unit vectors (right, down) of the directions of increasing brightness, with exact zeros.
DIRECTIONS = np.array(
    [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)], np.float32
) / np.array([[1], [math.sqrt(2)]] * 4, np.float32)
LARGE = 16  # pixels on the shorter side; from here on cells are larger
WEIGHTS = (2, 3)  # of brightness and edges, chosen so that both vary about equally
AT_ONCE = 1000  # images per thread and batch

HOG_CELL = 4  # pixels on a side
HOG_DIRECTIONS = 9
HOG_SMALLEST = 2 * HOG_CELL  # pixels on a side of one block
HOG_CLIP = 0.2  # the largest share of a block's norm in one feature, before it is normalised again
HOG_EPSILON = 1e-5


def pixels_and_edges(flat: Floats, shape: Shape) -> Floats:
    """Compute local brightness and edge directions as features.

    Brightness is the square root of the pixels, which shows the faint parts of an item. In images
    of 16 pixels or more on a side it is averaged over 2x2 pixels. Edges are the positive parts of
    the gradients along eight directions, averaged over cells of 4x4 pixels (2x2 in smaller images),
    and their features are the square roots of the averages. This combines the histogram of Lowe
    (2004, doi:10.1023/B:VISI.0000029664.99615.94) with the square root of Arandjelović and
    Zisserman (2012, doi:10.1109/CVPR.2012.6248018).

    Args:
        flat: images (n, height * width * channels) in [0, 1].
        shape: height, width and channels, 1 or 3. Edges are computed on the luminance of colours.

    Returns:
        Features (n, n_features): 588 of 28x28 grey pixels.
    """
    images = flat.reshape(-1, *shape)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate([*pool.map(_describe, in_batches(images, AT_ONCE))])


def find_cells(shape: Shape) -> tuple[int, int]:
    """Return the cell sizes in pixels for the averages of brightness and of edges."""
    return (2, 4) if min(shape[:2]) >= LARGE else (1, 2)


def _describe(images: Floats) -> Floats:
    """Compute the features (n, n_features) of one batch of images (n, height, width, channels)."""
    brightness_weight, edge_weight = WEIGHTS
    brightness_cell, edge_cell = find_cells(images.shape[1:])
    brightness = brightness_weight * _average(np.sqrt(images), brightness_cell)
    down, right = _find_gradients(to_channels(images, 1))
    parts = [_average(np.maximum(x * right + y * down, 0), edge_cell) for x, y in DIRECTIONS]
    edges = edge_weight * np.sqrt(np.concatenate(parts, axis=-1))
    return np.concatenate([flatten(brightness), flatten(edges)], axis=1)


def _find_gradients(images: Floats) -> tuple[Floats, Floats]:
    """Compute the gradients of images (n, height, width, ...), down and right; 0 at the borders."""
    down, right = np.zeros_like(images), np.zeros_like(images)
    down[:, 1:-1] = images[:, 2:] - images[:, :-2]
    right[:, :, 1:-1] = images[:, :, 2:] - images[:, :, :-2]
    return down, right


def _average(maps: Floats, cell: int) -> Floats:
    """Average maps (n, height, width, k) over square cells."""
    return np.asarray(_split_cells(maps, cell).mean(axis=2).mean(axis=3))


def _split_cells(maps: Floats, cell: int) -> Floats:
    """Split maps (n, height, width, ...) into whole cells (n, rows, cell, columns, cell, ...)."""
    n, height, width, *channels = maps.shape
    rows, columns = height // cell, width // cell
    inside = maps[:, : rows * cell, : columns * cell]
    return inside.reshape(n, rows, cell, columns, cell, *channels)


def hog(flat: Floats, shape: Shape) -> Floats:
    """Compute histograms of oriented gradients of grey images.

    Dalal and Triggs, 2005, doi:10.1109/CVPR.2005.177: cells of 4x4 pixels, 9 directions, and
    normalised blocks of 2x2 cells. The features equal the output of `skimage.feature.hog`, which
    takes one image at a time and twenty times as long.

    Args:
        flat: grey images (n, height * width).
        shape: height, width and channels.

    Returns:
        Features (n, n_features): 1,296 of 28x28 pixels.

    Raises:
        InputError: the images are not grey, or smaller than a block.
    """
    height, width, channels = shape
    if channels != 1 or min(height, width) < HOG_SMALLEST:
        raise InputError(
            f"Expected grey images of {HOG_SMALLEST} x {HOG_SMALLEST} pixels or more, to describe "
            f"their edges. Received {height} x {width} with {channels} channels: use "
            "fashion_mnist.classical.edges.pixels_and_edges instead."
        )
    images = flat.reshape(-1, height, width)
    return np.concatenate([_describe_by_hog(batch) for batch in in_batches(images, AT_ONCE)])


def _describe_by_hog(images: Floats) -> Floats:
    """Compute the features (n, n_features) of one batch of images (n, height, width)."""
    down, right = _find_gradients(images)
    magnitudes = np.hypot(down, right)
    degrees = np.rad2deg(np.arctan2(down, right)) % 180
    direction = (degrees * (HOG_DIRECTIONS / 180)).astype(np.int8)
    counted = [
        _split_cells(np.where(direction == number, magnitudes, 0), HOG_CELL).sum(axis=(2, 4))
        for number in range(HOG_DIRECTIONS)
    ]
    cells = np.stack(counted, axis=-1) / HOG_CELL**2  # mean magnitudes
    _, rows, columns, _ = cells.shape
    blocks = np.concatenate(
        [cells[:, i : rows - 1 + i, j : columns - 1 + j] for i in (0, 1) for j in (0, 1)], axis=-1
    )
    return flatten(_normalise(np.minimum(_normalise(blocks), HOG_CLIP)))


def _normalise(blocks: Floats) -> Floats:
    squares = np.square(blocks).sum(axis=-1, keepdims=True)
    return np.asarray(blocks / np.sqrt(squares + HOG_EPSILON**2))

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
LARGE = 16  # pixels on the shorter side; images of this size or more have larger cells
WEIGHTS = (2, 3)  # of brightness and edges, chosen so that both vary about equally
BATCH_SIZE = 1000  # images per thread and batch

HOG_CELL = 4  # pixels on a side


def pixels_and_edges(flat: Floats, shape: Shape) -> Floats:
    """Compute local brightness and edge directions as features.

    Brightness is the square root of the pixels, which shows the faint parts of an item. In images
    of 16 pixels or more on a side it is averaged over 2x2 pixels. Edges are the positive parts of
    the gradients along eight directions, averaged over cells of 4x4 pixels (2x2 in smaller images),
    and their features are the square roots of the averages. This combines the histogram of Lowe
    (2004, doi:10.1023/B:VISI.0000029664.99615.94) with the square root of Arandjelović and
    Zisserman (2012, doi:10.1109/CVPR.2012.6248018).

    Images are flat, (n, height * width * channels) in [0, 1]. Edges are computed on the luminance
    of colours. 28x28 grey pixels have 588 features.
    """
    images = flat.reshape(-1, *shape)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate([*pool.map(_describe, in_batches(images, BATCH_SIZE))])


def find_cells(shape: Shape) -> tuple[int, int]:
    """Return the cell sizes in pixels for the averages of brightness and of edges."""
    return (2, 4) if min(shape[:2]) >= LARGE else (1, 2)


def _describe(images: Floats) -> Floats:
    """Compute the features (n, n_features) of one batch of images (n, height, width, channels)."""
    brightness_weight, edge_weight = WEIGHTS
    brightness_cell, edge_cell = find_cells(images.shape[1:])
    brightness = brightness_weight * _average(np.sqrt(images), brightness_cell)
    grey = to_channels(images, 1)
    down, right = np.zeros_like(grey), np.zeros_like(grey)  # 0 at the borders
    down[:, 1:-1] = grey[:, 2:] - grey[:, :-2]
    right[:, :, 1:-1] = grey[:, :, 2:] - grey[:, :, :-2]
    parts = [_average(np.maximum(x * right + y * down, 0), edge_cell) for x, y in DIRECTIONS]
    edges = edge_weight * np.sqrt(np.concatenate(parts, axis=-1))
    return np.concatenate([flatten(brightness), flatten(edges)], axis=1)


def _average(maps: Floats, cell: int) -> Floats:
    """Average maps (n, height, width, k) over whole square cells."""
    n, height, width, k = maps.shape
    rows, columns = height // cell, width // cell
    cells = maps[:, : rows * cell, : columns * cell].reshape(n, rows, cell, columns, cell, k)
    return np.asarray(cells.mean(axis=2).mean(axis=3))


def hog(flat: Floats, shape: Shape) -> Floats:
    """Compute histograms of oriented gradients of flat images: 1,296 of 28x28 pixels.

    Dalal and Triggs, 2005, doi:10.1109/CVPR.2005.177: cells of 4x4 pixels, 9 directions, and
    normalised blocks of 2x2 cells. Edges are computed on the luminance of colours.

    Raises:
        InputError: the images are smaller than a block.
    """
    from skimage import feature

    height, width, _ = shape
    if min(height, width) < 2 * HOG_CELL:
        raise InputError(
            f"Expected {2 * HOG_CELL} or more pixels on a side. Received {height} x {width}: "
            "use fashion_mnist.classical.edges.pixels_and_edges instead."
        )
    options = {"pixels_per_cell": (HOG_CELL, HOG_CELL), "cells_per_block": (2, 2)}
    greys = to_channels(flat.reshape(-1, *shape), 1)[..., 0]
    return np.stack([feature.hog(grey, **options) for grey in greys])

"""What is bright in each place of an image, and which way edges go, as a step of scikit-learn."""

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from fashion_mnist.images.arrays import Floats, in_batches, to_channels

Shape = Sequence[int]  # height, width and channels
# In which it gets brighter: to the right and downwards, with exact zeros.
DIRECTIONS = np.array(
    [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)], np.float32
) / np.array([[1], [math.sqrt(2)]] * 4, np.float32)
LARGE = 16  # pixels on a side, from which on places are larger
WEIGHTS = (2, 3)  # of the brightness and of the edges, which then vary about as much
AT_ONCE = 1000  # images that a thread describes together


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

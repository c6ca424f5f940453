"""Histograms of oriented gradients, as a step of scikit-learn."""

import math

import numpy as np
from skimage.feature import hog

from fashion_mnist.images.arrays import Floats
from fashion_mnist.parameters.errors import InputError

SMALLEST = 8  # pixels on a side: one block


def describe_edges(flat: Floats) -> Floats:
    """The directions of the edges in each place of square images (n, height * width).

    Cells of 4x4 pixels, 9 directions, each block of 2x2 cells normalised: 1,296 features of a
    28x28 image (Dalal and Triggs, 2005, doi:10.1109/CVPR.2005.177).

    Raises:
        InputError: the images are not square and grey, or smaller than a block.
    """
    size = math.isqrt(flat.shape[1])
    if size**2 != flat.shape[1] or size < SMALLEST:
        raise InputError(
            f"Expected square grey images of {SMALLEST} x {SMALLEST} pixels or more, to describe "
            f"their edges. Received {flat.shape[1]} numbers an image: take the pixels instead."
        )
    images = flat.reshape(-1, size, size)
    described = [hog(image, pixels_per_cell=(4, 4), cells_per_block=(2, 2)) for image in images]
    return np.asarray(described, np.float32)

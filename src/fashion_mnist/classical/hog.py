"""Histograms of oriented gradients, as a step of scikit-learn."""

import numpy as np
from skimage.feature import hog

from fashion_mnist.images.arrays import Floats


def describe_edges(flat: Floats) -> Floats:
    """The directions of the edges in each place of square images (n, height * width).

    Cells of 4x4 pixels, 9 directions, each block of 2x2 cells normalised: 1,296 features of a
    28x28 image (Dalal and Triggs, 2005, doi:10.1109/CVPR.2005.177).
    """
    size = int(flat.shape[1] ** 0.5)
    images = flat.reshape(-1, size, size)
    described = [hog(image, pixels_per_cell=(4, 4), cells_per_block=(2, 2)) for image in images]
    return np.asarray(described, np.float32)

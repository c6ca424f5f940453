"""What raw images are like: shapes, type, and pixel statistics."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.images.arrays import Images, Labels, in_batches, to_brightness

AT_ONCE = 4096  # images that are counted together
BLACK = 0.1  # pixels darker than that, of 1

Profile = dict[str, str | float | list[int]]


def profile_images(train: Images, test: Images) -> Profile:
    """Describe the raw images: shapes, type, and the pixel statistics of the training set."""
    return {
        "training_set_shape": list(train.shape),
        "test_set_shape": list(test.shape),
        "image_size": list(train.shape[1:]),
        "data_type": str(train.dtype),
        "value_range": [int(train.min()), int(train.max())],
        **pixel_statistics(train),
    }


def pixel_statistics(images: Images) -> dict[str, float]:
    """Mean, median and standard deviation of all pixels, from their exact histogram."""
    counts = count_values(images)
    values = np.arange(256)
    mean = float(np.average(values, weights=counts))
    variance = float(np.average((values - mean) ** 2, weights=counts))
    return {
        "mean": mean,
        "median": _median(counts),
        "standard_deviation": variance**0.5,
    }


def images_of_each_class(*parts: Labels, n_classes: int) -> int | None:
    """How many images each class has in all parts, by their labels; None if it is not the same."""
    counts = np.bincount(np.concatenate(parts), minlength=n_classes)
    return int(counts[0]) if (counts == counts[0]).all() else None


def have_black_corners(images: Images) -> bool:
    """Whether images (n, height, width, channels) are grey items on black, as most corners say.

    Some thousand images are looked at, which are spread over all.
    """
    some = to_brightness(images[:: max(1, len(images) // 1000)])
    is_grey = images.shape[-1] == 1
    return bool(is_grey and np.median(some[:, [0, 0, -1, -1], [0, -1, 0, -1]]) < BLACK)


def count_values(images: Images) -> NDArray[np.intp]:
    """How often each value of 0 to 255 occurs: (256,)."""
    parts = in_batches(images.reshape(len(images), -1), AT_ONCE)
    return np.asarray(np.sum([Image.fromarray(part).histogram() for part in parts], axis=0))


def _median(counts: NDArray[np.intp]) -> float:
    cumulative = np.cumsum(counts)
    total = cumulative[-1]
    lower, upper = np.searchsorted(cumulative, [(total - 1) // 2, total // 2], side="right")
    return float(lower + upper) / 2

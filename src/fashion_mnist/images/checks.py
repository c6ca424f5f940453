"""Checks of raw images and labels, and their statistics."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.images.arrays import Images, Labels, in_batches, to_brightness
from fashion_mnist.parameters.errors import InputError

Array = NDArray[Any]  # of any dtype, before its check
MIN_SIDE = 4  # pixels on a side, because networks halve them twice
BATCH_SIZE = 4096  # images per histogram batch
BLACK = 0.1  # brightness in [0, 1] below which a pixel counts as black
Profile = dict[str, str | float | list[int]]


def parse_description(text: str) -> dict[str, str]:
    """Split a description into the `name` of the images, its first line, and the text `about`."""
    name, _, about = text.strip().partition("\n")
    return {"name": name.strip(), "about": " ".join(about.split())}


def check_set(images: Array, labels: Array, classes: Sequence[str], share: float) -> Labels:
    """Check a set of images and encode its labels (n,), numbers or names, as numbers.

    `share` is the fraction of each class in the smallest part of the split.
    """
    check_images(images)
    numbers = encode_labels(labels, classes)
    if len(images) != len(labels):
        raise InputError(
            f"Expected one label for each image. Received {len(images)} images and "
            f"{len(labels)} labels: check that both files belong to the same set."
        )
    check_class_sizes(numbers, classes, share)
    return numbers


def encode_labels(labels: Array, classes: Sequence[str]) -> Labels:
    """Encode labels (n,) as the index of their name in `classes`, or raise InputError.

    Numbers stay as they are. The result is uint8 for up to 256 classes and uint16 for more.
    """
    if labels.ndim != 1 or labels.dtype.kind not in "iuU":
        raise InputError(
            "Expected labels as whole numbers or names, of shape n. Received "
            f"{labels.dtype} of shape {_size(labels.shape)}: correct the labels."
        )
    known = list(classes) if labels.dtype.kind == "U" else list(range(len(classes)))
    numbers = pd.Index(known).get_indexer(pd.Index(labels))  # -1 if unknown
    if unknown := np.unique(labels[numbers < 0]).tolist():
        raise InputError(
            f"Expected the labels {_listing(known)}. Received also {_listing(unknown)}: correct "
            "the parameter `classes`, or the labels."
        )
    return numbers.astype(np.min_scalar_type(len(classes) - 1))


def check_images(*sets: Array) -> None:
    """Raise InputError unless all sets hold valid images of the same shape."""
    for images in sets:
        is_grey, is_colour = images.ndim == 3, images.shape[3:] == (3,)
        is_large = (is_grey or is_colour) and min(images.shape[1:3]) >= MIN_SIDE
        if images.dtype != np.uint8 or not is_large or not len(images):
            raise InputError(
                "Expected images as uint8 of shape n x height x width, or n x height x width x 3, "
                f"of {MIN_SIDE} x {MIN_SIDE} pixels or more. Received {images.dtype} of shape "
                f"{_size(images.shape)}."
            )
    sizes = dict.fromkeys(_size(images.shape[1:]) for images in sets)
    if len(sizes) > 1:
        raise InputError(
            f"Expected training and test images of one size. Received {' and '.join(sizes)}."
        )


def check_class_sizes(labels: Labels, classes: Sequence[str], share: float) -> None:
    """Raise InputError unless `share` of each class is at least one image."""
    counts = np.bincount(labels, minlength=len(classes))
    needed = math.ceil(round(1 / share, 6))
    few = [f"{n} of {name}" for name, n in zip(classes, counts, strict=True) if n < needed]
    if few:
        reason = f", so that the smallest part of the split ({share:g} of them) has one"
        advice = "make that part larger, "
        reason, advice = (reason, advice) if share < 1 else ("", "")
        raise InputError(
            f"Expected {needed} or more images of each class{reason}. Received {_listing(few)}: "
            f"add images, {advice}or leave these classes out."
        )


def _size(shape: Sequence[int]) -> str:
    return " x ".join(map(str, shape)) or "none, a single value"


def _listing(values: Sequence[object]) -> str:
    more = [f"and {len(values) - 20} more"] if len(values) > 20 else []
    return ", ".join([*map(str, values[:20]), *more])


def profile_images(train: Images, test: Images) -> Profile:
    """Check and describe the raw images: shapes, dtype, and the training set's pixel statistics."""
    check_images(train, test)
    return {
        "training_set_shape": list(train.shape),
        "test_set_shape": list(test.shape),
        "image_size": list(train.shape[1:]),
        "data_type": str(train.dtype),
        "value_range": [int(train.min()), int(train.max())],
        **pixel_statistics(train),
    }


def pixel_statistics(images: Images) -> dict[str, float]:
    """Compute mean, median and standard deviation of all pixels from their exact histogram."""
    counts = count_values(images)
    values = np.arange(256)
    mean = float(np.average(values, weights=counts))
    variance = float(np.average((values - mean) ** 2, weights=counts))
    middle = (counts.sum() + np.array([-1, 0])) // 2  # the ranks of the one or two middle pixels
    median = float(np.searchsorted(np.cumsum(counts), middle, side="right").mean())
    return {"mean": mean, "median": median, "standard_deviation": variance**0.5}


def images_of_each_class(*parts: Labels, n_classes: int) -> int | None:
    """Return the number of images per class in all parts, or None if classes differ in it."""
    counts = np.bincount(np.concatenate(parts), minlength=n_classes)
    return int(counts[0]) if (counts == counts[0]).all() else None


def have_black_corners(images: Images) -> bool:
    """Return whether images (n, height, width, channels) are grey with mostly black corners."""
    sample = to_brightness(images[:: max(1, len(images) // 1000)])
    is_grey = images.shape[-1] == 1
    return bool(is_grey and np.median(sample[:, [0, 0, -1, -1], [0, -1, 0, -1]]) < BLACK)


def count_values(images: Images) -> NDArray[np.intp]:
    """Count how often each pixel value from 0 to 255 occurs: (256,)."""
    parts = in_batches(images.reshape(len(images), -1), BATCH_SIZE)
    return np.asarray(np.sum([Image.fromarray(part).histogram() for part in parts], axis=0))

"""Image arrays on their way from the raw files to the models."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sklearn.model_selection import train_test_split

Images = NDArray[np.uint8]  # (n, height, width) grey, or (n, height, width, 3) in colour
Floats = NDArray[np.float32]
Labels = NDArray[np.unsignedinteger[Any]]

LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601


def normalise(pixels: Images) -> Floats:
    """Scale uint8 pixels in [0, 255] to float32 in [0, 1]."""
    return np.divide(pixels, 255, dtype=np.float32)


def add_channel(images: Floats) -> Floats:
    """Shape grey images (n, height, width) for the networks: (n, height, width, 1).

    Colour images have their channels already.
    """
    return images if images.ndim == 4 else images[..., np.newaxis]


def to_channels(images: Floats, channels: int) -> Floats:
    """Give images (n, height, width, c) as many channels as a network takes.

    Grey is repeated for each colour; colours become grey by their luminance.
    """
    if images.shape[-1] == channels:
        return images
    if channels == 1:
        return images @ LUMINANCE[:, np.newaxis]
    return np.repeat(images, channels, axis=-1)


def flatten(images: Floats) -> Floats:
    """Shape images for the classical models, as a row of features each: (n, n_features)."""
    return images.reshape(len(images), -1)


def one_hot(labels: Labels, n_classes: int) -> Floats:
    """Encode labels (n,) as float32 rows (n, n_classes), 1 at the label and 0 elsewhere."""
    return np.eye(n_classes, dtype=np.float32)[labels]


def check_square_and_grey(images: Floats) -> None:
    """Raise ValueError unless images are (n, size, size, 1), to be put onto backgrounds."""
    _, height, width, channels = images.shape
    if height != width or channels != 1:
        raise ValueError(
            "Expected square grey images, of items on black, to put them onto backgrounds. "
            f"Received images of {height}x{width} pixels with {channels} channels."
        )


def draw_sample(labels: Labels, fraction: float, seed: int) -> NDArray[np.intp]:
    """Sorted indices of a stratified sample of `fraction` of the labels, 0 < fraction <= 1."""
    if fraction == 1:
        return np.arange(len(labels))
    return split_indices(labels, fraction, seed)[1]


def split_indices(
    labels: Labels, fraction: float, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Split stratified by label, reproducibly: sorted indices of the rest and of `fraction`.

    Raises:
        ValueError: a class has too few images to appear on both sides.
    """
    rest, held_out = train_test_split(
        np.arange(len(labels)), test_size=fraction, stratify=labels, random_state=seed
    )
    return np.sort(rest), np.sort(held_out)


def profile(train: Images, test: Images) -> dict[str, Any]:
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


def count_values(images: Images) -> NDArray[np.intp]:
    """How often each value of 0 to 255 occurs: (256,)."""
    return np.asarray(Image.fromarray(images.reshape(len(images), -1)).histogram())


def _median(counts: NDArray[np.intp]) -> float:
    cumulative = np.cumsum(counts)
    total = cumulative[-1]
    lower, upper = np.searchsorted(cumulative, [(total - 1) // 2, total // 2], side="right")
    return float(lower + upper) / 2

"""Nodes of the data_engineering pipeline."""

from __future__ import annotations

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np

    from fashion_mnist import arrays, image_sets
    from fashion_mnist import parameters as blocks


def profile(train_images: np.ndarray, test_images: np.ndarray) -> dict:
    """Describe the raw images."""
    image_sets.check_images(train_images, test_images)
    return arrays.profile(train_images, test_images)


def split_training_set(
    images: np.ndarray, labels: np.ndarray, classes: list[str], split: blocks.Split, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Split the training set into training and validation images and labels, by class."""
    image_sets.check_images(images)
    image_sets.check_same_length(images, labels)
    labels = image_sets.encode_labels(labels, classes)
    smaller = min(split.validation, 1 - split.validation - split.unused)
    image_sets.check_class_sizes(labels, classes, smaller)
    used = arrays.draw_sample(labels, 1 - split.unused, seed)
    fraction = split.validation / (1 - split.unused)
    train, validation = (used[part] for part in arrays.split_indices(labels[used], fraction, seed))
    return images[train], labels[train], images[validation], labels[validation]


def take_test_set(
    images: np.ndarray, labels: np.ndarray, classes: list[str], split: blocks.Split, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Take the test set as it is, but for the fraction left unused."""
    image_sets.check_images(images)
    image_sets.check_same_length(images, labels)
    labels = image_sets.encode_labels(labels, classes)
    image_sets.check_class_sizes(labels, classes, 1 - split.unused)
    used = arrays.draw_sample(labels, 1 - split.unused, seed)
    return images[used], labels[used]


def normalise(pixels: np.ndarray) -> np.ndarray:
    """Scale the pixels to [0, 1]."""
    return arrays.normalise(pixels)


def reshape(normalised: np.ndarray) -> np.ndarray:
    """Shape the images for the networks."""
    return arrays.add_channel(normalised)


def flatten(normalised: np.ndarray) -> np.ndarray:
    """Shape the images for the classical models."""
    return arrays.flatten(normalised)


def one_hot(labels: np.ndarray, classes: list[str]) -> np.ndarray:
    """Encode the labels for the networks."""
    return arrays.one_hot(labels, len(classes))

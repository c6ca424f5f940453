"""Nodes of the data_engineering pipeline."""

from __future__ import annotations

from typing import Any

from fashion_mnist import images, parameters


def profile(train_images: images.Images, test_images: images.Images) -> dict[str, Any]:
    """Describe the raw images."""
    images.checks.check_images(train_images, test_images)
    return images.profile.profile(train_images, test_images)


def split_training_set(
    train_images: images.Images,
    train_labels: images.Labels,
    classes: list[str],
    split: parameters.Split,
    seed: int,
) -> tuple[images.Images, images.Labels, images.Images, images.Labels]:
    """Split the training set into training and validation images and labels, by class."""
    smaller = min(split.validation, 1 - split.validation - split.unused)
    labels = images.checks.check_set(train_images, train_labels, classes, smaller)
    used = images.splitting.draw_sample(labels, 1 - split.unused, seed)
    fraction = split.validation / (1 - split.unused)
    train, validation = (
        used[part] for part in images.splitting.split_indices(labels[used], fraction, seed)
    )
    return train_images[train], labels[train], train_images[validation], labels[validation]


def take_test_set(
    test_images: images.Images,
    test_labels: images.Labels,
    classes: list[str],
    split: parameters.Split,
    seed: int,
) -> tuple[images.Images, images.Labels]:
    """Take the test set as it is, but for the fraction left unused."""
    labels = images.checks.check_set(test_images, test_labels, classes, 1 - split.unused)
    used = images.splitting.draw_sample(labels, 1 - split.unused, seed)
    return test_images[used], labels[used]


def normalise(pixels: images.Images) -> images.arrays.Normalised:
    """Scale the pixels to [0, 1]."""
    return images.arrays.Normalised(pixels)


def reshape(pixels: images.Images) -> images.Images:
    """Shape the images for the networks, which are scaled as they are read."""
    return images.arrays.add_channel(pixels)


def flatten(pixels: images.Images) -> images.Images:
    """Shape the images for the classical models, which are scaled as they are read."""
    return images.arrays.flatten(pixels)


def one_hot(labels: images.Labels, classes: list[str]) -> images.Floats:
    """Encode the labels for the networks."""
    return images.arrays.one_hot(labels, len(classes))

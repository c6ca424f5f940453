"""The data_engineering pipeline."""

from functools import partial

import numpy as np
from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.images import arrays, checks
from fashion_mnist.images.arrays import Images, Labels, ScaledImages
from fashion_mnist.images.splitting import Split, draw_sample, split_indices

NAME = "data_engineering"


def create_pipeline() -> Pipeline:
    """Profile and split the raw images, and prepare each part of the split."""
    step, options = partial(node, namespace=NAME), ["params:classes", "params:split", "params:seed"]
    train, test = ["train_images", "train_labels"], ["test_images", "test_labels"]
    parts = ["train.pixels", "train.labels", "validation.pixels", "validation.labels"]
    taken = ["test.pixels", "test.labels"]
    nodes = [
        step(checks.profile_images, ["train_images", "test_images"], "profile", name="profile"),
        step(split_training_set, [*train, *options], parts, name="split_training_set"),
        step(sample_test_set, [*test, *options], taken, name="take_test_set"),
        *(node for part in ("train", "validation", "test") for node in prepare(part)),
    ]
    return pipeline(nodes, tags=NAME)


def prepare(part: str) -> list[Node]:
    """Return the nodes that convert one part to the inputs of the models."""
    step = partial(node, namespace=f"{NAME}.{part}")
    scaled, labels = f"{part}.normalised", [f"{part}.labels", "params:classes"]
    return [
        step(normalise, f"{part}.pixels", scaled, name="normalise"),
        step(arrays.add_channel, scaled, f"{part}.images", name="reshape"),
        step(arrays.flatten, scaled, f"{part}.flat", name="flatten"),
        step(arrays.one_hot, labels, f"{part}.one_hot", name="one_hot"),
    ]


def split_training_set(
    train_images: Images, train_labels: Labels, classes: list[str], split: Split, seed: int
) -> tuple[Images, Labels, Images, Labels]:
    """Split the training set into training and validation images and labels, stratified."""
    smaller = min(split.validation, 1 - split.validation - split.unused)
    labels = checks.check_set(train_images, train_labels, classes, smaller)
    used = draw_sample(labels, 1 - split.unused, seed)
    fraction = split.validation / (1 - split.unused)
    train, validation = (used[part] for part in split_indices(labels[used], fraction, seed))
    return train_images[train], labels[train], train_images[validation], labels[validation]


def sample_test_set(
    test_images: Images, test_labels: Labels, classes: list[str], split: Split, seed: int
) -> tuple[Images, Labels]:
    """Return the test set without the fraction left unused."""
    labels = checks.check_set(test_images, test_labels, classes, 1 - split.unused)
    used = draw_sample(labels, 1 - split.unused, seed)
    return test_images[used], labels[used]


def normalise(pixels: Images) -> ScaledImages:
    """Scale the pixels to [0, 1].

    0 must be black, since shifted images are filled with 0. Levels must not be negative, since
    `pixels_and_edges`, the features of most classical models, takes square roots.
    """
    return ScaledImages(pixels, np.arange(256) / 255)

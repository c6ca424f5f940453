"""The data's part of the report: figures of the images."""

from __future__ import annotations

from kedro.pipeline import Node, node

from fashion_mnist import figures, images


def draw_data(
    train_images: images.Images,
    train_labels: images.Labels,
    profile: dict[str, object],
    classes: list[str],
) -> tuple[figures.Figure, figures.Figure, figures.Figure]:
    """Draw the classes, samples and pixel values of the raw training set."""
    labels = images.checks.encode_labels(train_labels, classes)
    return (
        figures.data.class_distribution(labels, classes),
        figures.data.sample_grid(train_images, labels, classes),
        figures.data.pixel_histogram(train_images, profile),
    )


def draw_preprocessing(pixels: images.Images) -> figures.Figure:
    """Draw the first training image before and after preprocessing."""
    normalised = images.arrays.normalise(pixels[:1])
    return figures.data.preprocessing(
        pixels[0], normalised[0], images.arrays.flatten(normalised)[0]
    )


def report_data() -> list[Node]:
    """Figures of the images."""
    return [
        node(
            draw_data,
            ["train_images", "train_labels", "profile", "params:classes"],
            ["class_distribution", "sample_grid", "pixel_histogram"],
            name="draw_data",
            namespace="reporting",
        ),
        node(
            draw_preprocessing,
            "train.pixels",
            "preprocessing",
            name="draw_preprocessing",
            namespace="reporting",
        ),
    ]

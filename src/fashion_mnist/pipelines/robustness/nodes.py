"""Nodes of the robustness pipeline."""

from __future__ import annotations

from fashion_mnist import classical, evaluation, figures, images, networks, parameters, robustness


def assess_network(
    network: networks.Model,
    images: images.Floats,
    labels: images.Labels,
    options: parameters.Robustness,
    seed: int,
) -> tuple[evaluation.Table, dict[str, float]]:
    """Measure a network, without averaging over views of an image."""
    predict = networks.prediction.make_predictor(network)
    return robustness.scores.assess_sample(predict, images, labels, options.images, seed)


def assess_classical(
    model: classical.Classifier,
    images: images.Floats,
    labels: images.Labels,
    options: parameters.Robustness,
    seed: int,
) -> tuple[evaluation.Table, dict[str, float]]:
    """Measure a classical model, on greys."""
    predict = classical.probabilities.make_predictor(model, channels=1)
    return robustness.scores.assess_sample(predict, images, labels, options.images, seed)


def draw_gallery(
    images: images.Floats, labels: images.Labels, classes: list[str], seed: int
) -> figures.Figure:
    """Draw the first test image of every class under every condition."""
    return figures.robustness.gallery(images[..., 0], labels, classes, seed)

"""Nodes of the explanation pipeline."""

from __future__ import annotations

from fashion_mnist import evaluation, explanation, images, networks, parameters


def assess(
    network: networks.Model,
    images: images.Floats,
    labels: images.Labels,
    parameters: parameters.Network,
    options: parameters.Explanation,
    seed: int,
) -> tuple[evaluation.Table, evaluation.Table]:
    """Measure the heat maps of the test images, and follow predictions along their heat."""
    layers = [*parameters.measured_layers, parameters.gradcam_layer]
    return explanation.heat_map_assessment.assess(network, images, labels, layers, options, seed)

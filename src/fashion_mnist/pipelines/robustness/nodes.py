"""Nodes of the robustness pipeline."""

from __future__ import annotations

from fashion_mnist.classical import probabilities
from fashion_mnist.classical.types import Classifier
from fashion_mnist.evaluation.comparison import join_ranked
from fashion_mnist.evaluation.predictions import Table, tabulate_rows
from fashion_mnist.figures import robustness
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import Labels, ScaledImages
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.robustness import corruptions, scores


def assess_network(
    network: Model,
    images: ScaledImages,
    labels: Labels,
    options: corruptions.Robustness,
    seed: int,
    parameters: Network,
) -> tuple[Table, dict[str, float]]:
    """Measure a network, without averaging over views of an image."""
    precision = parameters.training.precision
    predict = make_predictor(network, precision=precision)
    return scores.assess_sample(predict, images, labels, options.images, seed)


def assess_classical(
    model: Classifier,
    images: ScaledImages,
    labels: Labels,
    options: corruptions.Robustness,
    seed: int,
) -> tuple[Table, dict[str, float]]:
    """Measure a classical model, on greys."""
    predict = probabilities.make_predictor(model, channels=1)
    return scores.assess_sample(predict, images, labels, options.images, seed)


def draw_gallery(images: ScaledImages, labels: Labels, classes: list[str], seed: int) -> Figure:
    """Draw the first test image of every class under every condition."""
    return robustness.gallery(images.brightness()[..., 0], labels, classes, seed)


def compare_robustness(
    comparison: Table | None = None, **tables: Table
) -> tuple[Table, Figure, Figure]:
    """All models' accuracies under every condition, as a table and two figures."""
    table = join_ranked(tables, comparison)
    return table, robustness.heat_map(table), robustness.curves(table)


def rank_robustness(**summaries: dict[str, float]) -> Table:
    """The relative robustness of the models, the most robust first."""
    rows = [{"model": model} | summary for model, summary in summaries.items()]
    table = tabulate_rows(rows)
    return table.sort_values("relative_robustness", ascending=False, ignore_index=True)

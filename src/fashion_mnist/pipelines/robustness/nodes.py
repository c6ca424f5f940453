"""Nodes of the robustness pipeline."""

from __future__ import annotations

from fashion_mnist import classical, evaluation, figures, images, networks, parameters, robustness


def assess_network(
    network: networks.Model,
    images: images.Floats,
    labels: images.Labels,
    options: parameters.Robustness,
    seed: int,
    parameters: parameters.Network,
) -> tuple[evaluation.Table, dict[str, float]]:
    """Measure a network, without averaging over views of an image."""
    precision = parameters.training.precision
    predict = networks.prediction.make_predictor(network, precision=precision)
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


def compare_robustness(
    comparison: evaluation.Table | None = None, **tables: evaluation.Table
) -> tuple[evaluation.Table, figures.Figure, figures.Figure]:
    """All models' accuracies under every condition, as a table and two figures."""
    table = evaluation.comparison.join_ranked(tables, comparison)
    return table, figures.robustness.heat_map(table), figures.robustness.curves(table)


def rank_robustness(**summaries: dict[str, float]) -> evaluation.Table:
    """The relative robustness of the models, the most robust first."""
    rows = [{"model": model} | summary for model, summary in summaries.items()]
    table = evaluation.rows.tabulate_rows(rows)
    return table.sort_values("relative_robustness", ascending=False, ignore_index=True)

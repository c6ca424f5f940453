"""Nodes of the explanation pipeline."""

from __future__ import annotations

from fashion_mnist import evaluation, explanation, figures, images, networks, parameters


def assess(
    network: networks.Model,
    images: images.Floats,
    labels: images.Labels,
    parameters: parameters.Network,
    options: parameters.Explanation,
    seed: int,
) -> tuple[evaluation.Table, evaluation.Table]:
    """Measure the heat maps of the test images, and follow predictions along their heat."""
    assess = explanation.heat_map_assessment.assess
    return assess(network, images, labels, parameters, options, seed)


def compare_explanations(
    comparison: evaluation.Table | None = None, **measures: evaluation.Table
) -> tuple[evaluation.Table, figures.Figure, figures.Figure]:
    """The measures of all networks' heat maps, as a table and two figures."""
    table = evaluation.comparison.join_ranked(measures, comparison)
    return (
        table,
        figures.explanation_scores.scores(table),
        figures.explanation_randomisation.randomisation(table),
    )


def draw_curves(
    comparison: evaluation.Table | None = None, **points: evaluation.Table
) -> figures.Figure:
    """Draw deletion and insertion by all networks' heat maps."""
    return figures.explanation_curves.curves(evaluation.comparison.join_ranked(points, comparison))

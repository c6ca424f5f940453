"""The explanation pipeline."""

from __future__ import annotations

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.comparison import join_ranked
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.explanation import assessment
from fashion_mnist.figures import explanation
from fashion_mnist.figures.style import Figure
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import SHOWN, for_model, per_model


def create_pipeline() -> Pipeline:
    """Measure the heat maps of each network, and compare the networks."""
    networks, comparison = model_names.NETWORKS, {"comparison": "comparison"}
    options = ["params:explanation", "params:seed"]
    assess = node(
        assessment.assess,
        ["network@fitted", "test.images", "test.labels", "params:model", *options],
        ["explanation_measures", "explanation_curves"],
        name="assess",
    )
    compare = node(
        compare_explanations,
        per_model(networks, "explanation_measures") | comparison,
        ["explanation_measures", "explanation_scores", "explanation_randomisation"],
        name="compare_explanations",
        **SHOWN,
    )
    draw = node(
        draw_curves,
        per_model(networks, "explanation_curves") | comparison,
        "explanation_curves",
        name="draw_explanation_curves",
        **SHOWN,
    )
    measured = [for_model(network, [assess]) for network in networks]
    return pipeline([*measured, compare, draw], tags="explanation")


def compare_explanations(
    comparison: Table | None = None, **measures: Table
) -> tuple[Table, Figure, Figure]:
    """Compare the measures of all networks' heat maps; return a table and two figures."""
    table = join_ranked(measures, comparison)
    return table, explanation.scores(table), explanation.randomisation(table)


def draw_curves(comparison: Table | None = None, **points: Table) -> Figure:
    """Draw the deletion and insertion curves of all networks' heat maps."""
    return explanation.curves(join_ranked(points, comparison))

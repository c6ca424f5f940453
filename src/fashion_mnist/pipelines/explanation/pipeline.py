"""The explanation pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.evaluation.comparison import join_ranked
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.explanation import assessment
from fashion_mnist.figures import explanation
from fashion_mnist.figures.style import Figure
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import for_model, per_model, reporting_node
from fashion_mnist.pipelines.network_template import TEST


def create_pipeline() -> Pipeline:
    """Measure the heat maps of each network, and compare the networks."""
    networks, comparison = model_names.NETWORKS, {"comparison": "comparison"}
    inputs = ["network@fitted", *TEST, "params:model", "params:explanation", "params:seed"]
    measured = ["explanation_measures", "explanation_curves"]
    measures = per_model(networks, "explanation_measures") | comparison
    curves = per_model(networks, "explanation_curves") | comparison
    compared = ["explanation_measures", "explanation_scores", "explanation_randomisation"]
    assess = node(assessment.assess, inputs, measured, name="assess")
    nodes: list[Node | Pipeline] = [
        *(for_model(network, [assess]) for network in networks),
        reporting_node(compare_explanations, measures, compared, name="compare_explanations"),
        reporting_node(draw_curves, curves, "explanation_curves", name="draw_explanation_curves"),
    ]
    return pipeline(nodes, tags="explanation")


def compare_explanations(
    comparison: Table | None = None, **measures: Table
) -> tuple[Table, Figure, Figure]:
    """Compare the measures of all networks' heat maps; return a table and two figures."""
    table = join_ranked(measures, comparison)
    return table, explanation.scores(table), explanation.randomisation(table)


def draw_curves(comparison: Table | None = None, **points: Table) -> Figure:
    """Draw the deletion and insertion curves of all networks' heat maps."""
    return explanation.curves(join_ranked(points, comparison))

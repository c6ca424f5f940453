"""The explanation pipeline."""

from __future__ import annotations

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.evaluation.comparison import join_ranked
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.explanation import assessment
from fashion_mnist.figures import explanation
from fashion_mnist.figures.style import Figure
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import SHOWN, per_model


def create_pipeline() -> Pipeline:
    """Measure the heat maps of each network, and compare the networks."""
    measured = [assess(model) for model in model_names.NETWORKS]
    return pipeline([*measured, *compare()], tags="explanation")


def assess(model: str) -> Pipeline:
    """Return the node that measures one network's heat maps, in its namespace."""
    return pipeline(
        [
            node(
                assessment.assess,
                [
                    "network@fitted",
                    "test.images",
                    "test.labels",
                    "params:model",
                    "params:explanation",
                    "params:seed",
                ],
                ["explanation_measures", "explanation_curves"],
                name="assess",
            )
        ],
        namespace=model,
        inputs={"test.images", "test.labels"},
        parameters={
            "params:model": f"params:{model}",
            "params:explanation": "params:explanation",
            "params:seed": "params:seed",
        },
    )


def compare() -> list[Node]:
    """Return the nodes that compare the networks."""
    return [
        node(
            compare_explanations,
            per_model(model_names.NETWORKS, "explanation_measures") | {"comparison": "comparison"},
            ["explanation_measures", "explanation_scores", "explanation_randomisation"],
            name="compare_explanations",
            **SHOWN,
        ),
        node(
            draw_curves,
            per_model(model_names.NETWORKS, "explanation_curves") | {"comparison": "comparison"},
            "explanation_curves",
            name="draw_explanation_curves",
            **SHOWN,
        ),
    ]


def compare_explanations(
    comparison: Table | None = None, **measures: Table
) -> tuple[Table, Figure, Figure]:
    """Compare the measures of all networks' heat maps; return a table and two figures."""
    table = join_ranked(measures, comparison)
    return (
        table,
        explanation.scores(table),
        explanation.randomisation(table),
    )


def draw_curves(comparison: Table | None = None, **points: Table) -> Figure:
    """Draw the deletion and insertion curves of all networks' heat maps."""
    return explanation.curves(join_ranked(points, comparison))

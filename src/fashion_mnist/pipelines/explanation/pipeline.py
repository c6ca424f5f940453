"""The explanation pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.explanation import nodes
from fashion_mnist.pipelines.templates import SHOWN, gather, of_each


def create_pipeline() -> Pipeline:
    """Measure the explanations, once for each network, and compare them."""
    measured = [assess(model) for model in model_names.NETWORKS]
    return pipeline([*measured, *compare(), gather()], tags="explanation")


def assess(model: str) -> Pipeline:
    """The template, in the namespace of one network."""
    return pipeline(
        [
            node(
                nodes.assess,
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
    """The networks side by side."""
    return [
        node(
            nodes.compare_explanations,
            of_each(model_names.NETWORKS, "explanation_measures") | {"comparison": "comparison"},
            ["explanation_measures", "explanation_scores", "explanation_randomisation"],
            name="compare_explanations",
            **SHOWN,
        ),
        node(
            nodes.draw_curves,
            of_each(model_names.NETWORKS, "explanation_curves") | {"comparison": "comparison"},
            "explanation_curves",
            name="draw_explanation_curves",
            **SHOWN,
        ),
    ]

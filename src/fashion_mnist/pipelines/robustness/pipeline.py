"""The robustness pipeline."""

from collections.abc import Callable
from typing import Any

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.robustness import nodes
from fashion_mnist.pipelines.templates import SHOWN, gather, of_each

INPUTS = ["test.images", "test.labels", "params:robustness", "params:seed"]


def create_pipeline() -> Pipeline:
    """Measure the models that have been run, and show what they are measured on."""
    gallery = node(
        nodes.draw_gallery,
        ["test.images", "test.labels", "params:classes", "params:seed"],
        "robustness_gallery",
        name="draw_robustness_gallery",
    )
    return pipeline(
        [
            *(
                assess(model, nodes.assess_network, ["network@fitted", *INPUTS, f"params:{model}"])
                for model in model_names.networks()
            ),
            *(
                assess(model, nodes.assess_classical, ["model@fitted", *INPUTS])
                for model in model_names.CLASSICAL
            ),
            gallery,
            *compare(),
            gather(),
        ],
        tags="robustness",
    )


def assess(model: str, measure: Callable[..., Any], inputs: list[str]) -> Pipeline:
    """The template, in the namespace of one model."""
    return pipeline(
        [
            node(
                measure,
                inputs,
                ["robustness", "robustness_summary"],
                name="assess_robustness",
            )
        ],
        namespace=model,
        inputs={"test.images", "test.labels"},
        parameters={name for name in inputs if name.startswith("params:")},
    )


def compare() -> list[Node]:
    """The models side by side."""
    trained = model_names.trained()
    return [
        node(
            nodes.compare_robustness,
            of_each(trained, "robustness") | {"comparison": "comparison"},
            ["robustness", "robustness_heat_map", "robustness_curves"],
            name="compare_robustness",
            **SHOWN,
        ),
        node(
            nodes.rank_robustness,
            of_each(trained, "robustness_summary"),
            "robustness_ranking",
            name="rank_robustness",
            **SHOWN,
        ),
    ]

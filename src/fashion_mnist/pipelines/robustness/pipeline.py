"""The robustness pipeline."""

from collections.abc import Callable
from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.robustness import nodes


def create_pipeline() -> Pipeline:
    """Measure the models that have been run, and show what they are measured on."""
    gallery = node(
        nodes.draw_gallery,
        ["test.images@float32", "test.labels", "params:classes", "params:seed"],
        "robustness_gallery",
        name="draw_robustness_gallery",
    )
    return pipeline(
        [
            *(assess(model, nodes.assess_network, "network") for model in model_names.networks()),
            *(assess(model, nodes.assess_classical, "model") for model in model_names.CLASSICAL),
            gallery,
        ],
        tags="robustness",
    )


def assess(model: str, measure: Callable[..., Any], fitted: str) -> Pipeline:
    """The template, in the namespace of one model."""
    return pipeline(
        [
            node(
                measure,
                [
                    f"{fitted}@fitted",
                    "test.images@float32",
                    "test.labels",
                    "params:robustness",
                    "params:seed",
                ],
                ["robustness", "robustness_summary"],
                name="assess_robustness",
            )
        ],
        namespace=model,
        inputs={"test.images@float32", "test.labels"},
        parameters={"params:robustness", "params:seed"},
    )

"""The explanation pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.explanation import nodes


def create_pipeline() -> Pipeline:
    """Measure the explanations, once for each network."""
    return sum((assess(model) for model in model_names.NETWORKS), Pipeline([]))


def assess(model: str) -> Pipeline:
    """The template, in the namespace of one network."""
    return pipeline(
        [
            node(
                nodes.assess,
                [
                    "network@fitted",
                    "test.images@float32",
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
        inputs={"test.images@float32", "test.labels"},
        parameters={
            "params:model": f"params:{model}",
            "params:explanation": "params:explanation",
            "params:seed": "params:seed",
        },
        tags="explanation",
    )

"""The deep_learning pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.network_template import EXAMPLES, FITTED, fit, predict_and_explain


def create_pipeline() -> Pipeline:
    """Fit each network, predict with it, and explain its predictions."""
    return sum((fit_predict_and_explain(model) for model in model_names.NETWORKS), Pipeline([]))


def fit_predict_and_explain(model: str) -> Pipeline:
    """Return the nodes of one network, in its namespace."""
    return pipeline(
        [
            node(
                fit,
                [*EXAMPLES, "machine", "params:model", "params:seed", "start"],
                FITTED,
                name="fit",
            ),
            *predict_and_explain(),
        ],
        namespace=model,
        inputs={*EXAMPLES, "machine", "validation.labels", "test.images", "test.labels"},
        parameters={
            "params:model": f"params:{model}",
            "params:seed": "params:seed",
            "params:classes": "params:classes",
        },
        tags="deep_learning",
    )

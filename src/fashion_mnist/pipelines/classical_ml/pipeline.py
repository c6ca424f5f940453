"""The classical_ml pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.classical_ml import nodes


def create_pipeline() -> Pipeline:
    """Fit and predict, once for each classical model."""
    return sum((fit_and_predict(model) for model in model_names.CLASSICAL), Pipeline([]))


def fit_and_predict(model: str) -> Pipeline:
    """The template, in the namespace of one model."""
    return pipeline(
        [
            node(
                nodes.fit,
                [
                    "train.flat",
                    "train.labels",
                    "validation.flat",
                    "validation.labels",
                    "train.images",
                    "machine",
                    "params:model",
                    "params:seed",
                ],
                ["model@fitted", "layers", "training_cost", "provenance"],
                name="fit",
            ),
            node(
                nodes.predict,
                ["model@fitted", "validation.flat", "validation.labels", "params:classes"],
                "validation_predictions",
                name="predict_validation",
            ),
            node(
                nodes.predict_test,
                [
                    "model@fitted",
                    "model@size",
                    "training_cost",
                    "test.flat",
                    "test.labels",
                    "params:classes",
                ],
                ["predictions", "cost"],
                name="predict_test",
            ),
        ],
        namespace=model,
        inputs={
            "train.flat",
            "train.labels",
            "validation.flat",
            "validation.labels",
            "test.flat",
            "test.labels",
            "machine",
            "train.images",
        },
        parameters={
            "params:model": f"params:{model}",
            "params:seed": "params:seed",
            "params:classes": "params:classes",
        },
        tags="classical_ml",
    )

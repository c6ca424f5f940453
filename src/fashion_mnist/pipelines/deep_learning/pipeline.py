"""The deep_learning pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import models
from fashion_mnist.pipelines.deep_learning import nodes


def create_pipeline(**_: Any) -> Pipeline:
    """Fit, predict and explain, once for each network."""
    return sum((fit_predict_and_explain(model) for model in models.NETWORKS), Pipeline([]))


def fit_predict_and_explain(model: str) -> Pipeline:
    """The template, in the namespace of one network."""
    return pipeline(
        [
            node(
                nodes.fit,
                [
                    "train.images",
                    "train.one_hot",
                    "validation.images",
                    "validation.one_hot",
                    "params:model",
                    "params:seed",
                ],
                ["network@fitted", "history", "layers", "training_cost"],
                name="fit",
            ),
            *predict_and_explain(),
        ],
        namespace=model,
        inputs={
            "train.images",
            "train.one_hot",
            "validation.images",
            "validation.one_hot",
            "validation.labels",
            "test.images",
            "test.labels",
        },
        parameters={
            "params:model": f"params:{model}",
            "params:seed": "params:seed",
            "params:classes": "params:classes",
        },
        tags="deep_learning",
    )


def predict_and_explain() -> list:
    """What is done with a trained network."""
    return [
        node(
            nodes.predict,
            [
                "network@fitted",
                "validation.images",
                "validation.labels",
                "params:classes",
                "params:model",
            ],
            "validation_predictions",
            name="predict_validation",
        ),
        node(
            nodes.predict_test,
            [
                "network@fitted",
                "network@size",
                "training_cost",
                "test.images",
                "test.labels",
                "params:classes",
                "params:model",
            ],
            ["predictions", "cost"],
            name="predict_test",
        ),
        node(
            nodes.explain,
            [
                "network@fitted",
                "test.images",
                "predictions",
                "params:classes",
                "params:model",
            ],
            ["gradcam_examples", "gradcam_maps", "gradcam_triptychs"],
            name="explain",
        ),
    ]

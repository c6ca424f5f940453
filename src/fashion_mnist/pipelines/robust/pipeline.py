"""The robust pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.network_template import EXAMPLES, FITTED, predict_and_explain
from fashion_mnist.pipelines.robust import nodes

BACKGROUNDS = {"train.backgrounds", "validation.backgrounds"}


def create_pipeline() -> Pipeline:
    """Train a network on images with random colours and backgrounds, and use it as the others."""
    return pipeline([make_backgrounds(), fit_predict_and_explain()], tags="robust")


def make_backgrounds() -> Node:
    """For training and validation, from different sources."""
    return node(
        nodes.make_backgrounds,
        ["train.images", "params:randomisation", "params:seed"],
        ["train.backgrounds", "validation.backgrounds"],
        name="make_backgrounds",
    )


def fit_predict_and_explain() -> Pipeline:
    """In the namespace of the network."""
    return pipeline(
        [
            node(
                nodes.fit,
                [
                    "train.images",
                    "train.one_hot",
                    "train.backgrounds",
                    "validation.images",
                    "validation.one_hot",
                    "validation.backgrounds",
                    "machine",
                    "params:model",
                    "params:randomisation",
                    "params:seed",
                ],
                FITTED,
                name="fit",
            ),
            node(
                nodes.predict_randomised_validation,
                [
                    "network@fitted",
                    "validation.images",
                    "validation.labels",
                    "validation.backgrounds",
                    "params:classes",
                    "params:model",
                    "params:randomisation",
                    "params:seed",
                ],
                "randomised_validation_predictions",
                name="predict_randomised_validation",
            ),
            *predict_and_explain(),
        ],
        namespace=model_names.ROBUST,
        inputs={*EXAMPLES, "machine", "validation.labels", "test.images", "test.labels"}
        | BACKGROUNDS,
        parameters={
            "params:model": f"params:{model_names.ROBUST}",
            "params:randomisation": "params:randomisation",
            "params:seed": "params:seed",
            "params:classes": "params:classes",
        },
    )

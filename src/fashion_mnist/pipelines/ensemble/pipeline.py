"""The ensemble pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import models
from fashion_mnist.pipelines.ensemble import nodes


def create_pipeline(**_: Any) -> Pipeline:
    """Weigh the models on the validation images and combine their predictions of the test images.

    It takes whichever models have been run.
    """
    weights, classes = {"weights": "ensemble.weights"}, {"classes": "params:classes"}
    return pipeline(
        [
            node(
                nodes.weigh,
                classes | of_each_model("validation_predictions"),
                "ensemble.weights",
                name="weigh_models",
            ),
            node(
                nodes.predict,
                weights | classes | of_each_model("validation_predictions"),
                "ensemble.validation_predictions",
                name="combine_validation_predictions",
            ),
            node(
                nodes.predict,
                weights | classes | of_each_model("predictions"),
                "ensemble.predictions",
                name="combine_predictions",
            ),
            node(
                nodes.add_up_costs,
                weights | of_each_model("cost"),
                "ensemble.cost",
                name="add_up_costs",
            ),
        ],
        tags="ensemble",
    )


def of_each_model(dataset: str) -> dict[str, str]:
    """A dataset of every trained model, as an argument named after the model."""
    return {model: f"{model}.{dataset}" for model in models.members()}

"""The seeds pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import models
from fashion_mnist.pipelines.seeds import nodes

REPEATS = range(1, models.TRAININGS)  # the first training is that of the study


def create_pipeline(**_: Any) -> Pipeline:
    """Train each network again with the seeds that follow, and score all its trainings.

    A node for each training, so that `--only-missing-outputs` goes on after an interrupt.
    """
    trainings = [train(model, n) for model in models.NETWORKS for n in REPEATS]
    return pipeline([*trainings, *(score(model) for model in models.NETWORKS)], tags="seeds")


def train(model: str, repeat: int) -> Pipeline:
    """The template, in the namespace of one network's repeat."""
    return pipeline(
        [
            node(
                nodes.fit_repeat(repeat),
                [
                    "train.images",
                    "train.one_hot",
                    "validation.images",
                    "validation.one_hot",
                    "params:model",
                    "params:seed",
                ],
                ["network@fitted", "history"],
                name="fit",
            ),
            node(
                nodes.predict,
                [
                    "network@fitted",
                    "test.images",
                    "test.labels",
                    "params:classes",
                    "params:model",
                ],
                "predictions",
                name="predict_test",
            ),
        ],
        namespace=f"{model}.repeat_{repeat}",
        inputs={
            "train.images",
            "train.one_hot",
            "validation.images",
            "validation.one_hot",
            "test.images",
            "test.labels",
        },
        parameters={
            "params:model": f"params:{model}",
            "params:seed": "params:seed",
            "params:classes": "params:classes",
        },
    )


def score(model: str) -> Pipeline:
    """All trainings of one network, beginning with that of the study."""
    repeats = [f"repeat_{number}.predictions" for number in REPEATS]
    return pipeline(
        [
            node(
                nodes.score_runs,
                ["params:seed", "predictions", *repeats],
                "runs",
                name="score_runs",
            )
        ],
        namespace=model,
        parameters={"params:seed"},
    )

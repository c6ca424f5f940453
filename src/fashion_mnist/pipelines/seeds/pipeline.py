"""The seeds pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.network_template import EXAMPLES, predict
from fashion_mnist.pipelines.seeds import nodes
from fashion_mnist.pipelines.templates import SHOWN, gather, of_each, with_arguments

REPEATS = range(1, model_names.TRAININGS)  # the first training is that of the study


def create_pipeline() -> Pipeline:
    """Train each network again with the seeds that follow, and score all its trainings.

    A node for each training, so that a run goes on after an interrupt.
    """
    trainings = [train(model, n) for model in model_names.NETWORKS for n in REPEATS]
    scores = [score(model) for model in model_names.NETWORKS]
    return pipeline([*trainings, *scores, compare(), gather()], tags="seeds")


def train(model: str, repeat: int) -> Pipeline:
    """The template, in the namespace of one network's repeat."""
    return pipeline(
        [
            node(
                with_arguments(nodes.fit_again, repeat=repeat),
                [*EXAMPLES, "params:model", "params:seed", f"{model}.start"],
                ["network@fitted", "history"],
                name="fit",
            ),
            node(
                predict,
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
        inputs={*EXAMPLES, "test.images", "test.labels", f"{model}.start"},
        parameters={
            "params:model": f"params:{model}",
            "params:seed": "params:seed",
            "params:classes": "params:classes",
        },
    )


def score(model: str) -> Node:
    """All trainings of one network, beginning with that of the study."""
    repeats = [f"{model}.repeat_{number}.predictions" for number in REPEATS]
    return node(
        nodes.score_runs,
        ["params:seed", f"{model}.predictions", *repeats],
        f"{model}.runs",
        name="score_runs",
        namespace=model,
    )


def compare() -> Node:
    """The networks side by side."""
    return node(
        nodes.compare_runs,
        of_each(model_names.NETWORKS, "runs") | {"comparison": "comparison"},
        ["runs", "seeds", "accuracy_by_seed"],
        name="compare_runs",
        **SHOWN,
    )

"""The depth pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import depths, models
from fashion_mnist.pipelines.depth import nodes

RUNS = range(models.TRAININGS)


def create_pipeline(**_: Any) -> Pipeline:
    """Train networks of growing depth with and without shortcuts, and compare them.

    A node for each training, so that `--only-missing-outputs` goes on after an interrupt.
    """
    trainings = [fit(name, run) for name in depths.names() for run in RUNS]
    return pipeline([*trainings, compare()], tags="depth")


def fit(architecture: str, run: int) -> Any:
    """One training."""
    place = f"depth.{architecture}.run_{run}"
    return node(
        nodes.fit_at_depth(architecture, run),
        [
            "train.images",
            "train.one_hot",
            "validation.images",
            "validation.one_hot",
            "params:depth",
            "params:seed",
        ],
        [f"{place}.history", f"{place}.gradients"],
        name="fit",
        namespace=place,
    )


def compare() -> Any:
    """All trainings together."""
    places = [f"depth.{name}.run_{run}" for name in depths.names() for run in RUNS]
    tables = [f"{place}.{kind}" for kind in ("history", "gradients") for place in places]
    return node(
        nodes.compare_depths(depths.names(), len(RUNS)),
        ["params:seed", *tables],
        ["depth_runs", "depth_gradients", "depth_effects"],
        name="compare_depths",
    )

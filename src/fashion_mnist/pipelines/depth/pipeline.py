"""The depth pipeline."""

from __future__ import annotations

from itertools import chain

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.evaluation.effects import average_gradients, compare_kinds, tabulate_runs
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures import experiments
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import AnyImages, Floats
from fashion_mnist.networks.gradients import train_at_depth
from fashion_mnist.networks.parameters import Depth
from fashion_mnist.parameters.model_names import BY_DEPTH, TRAININGS
from fashion_mnist.pipelines import SHOWN, with_arguments
from fashion_mnist.pipelines.network_template import EXAMPLES, make_examples


def create_pipeline() -> Pipeline:
    """Train networks of growing depth with and without shortcuts, and compare them.

    Each training is a node of its own, so an interrupted run can resume.
    """
    trainings = [fit(name, run) for name in BY_DEPTH for run in range(TRAININGS)]
    outputs = zip(*(training.outputs for training in trainings), strict=True)
    return pipeline(
        [
            *trainings,
            node(
                with_arguments(compare_depths, architectures=BY_DEPTH, n_runs=TRAININGS),
                ["params:seed", *chain(*outputs)],  # all histories, then all gradients
                ["depth_runs", "depth_gradients", "depth_effects"],
                name="compare_depths",
            ),
            node(
                draw_depth,
                ["depth_gradients", "depth_runs"],
                ["depth_gradient_figure", "depth_loss_figure"],
                name="draw_depth",
                **SHOWN,
            ),
        ],
        tags="depth",
    )


def fit(architecture: str, run: int) -> Node:
    """Return the node of one training."""
    place = f"depth.{architecture}.run_{run}"
    return node(
        with_arguments(fit_at_depth, architecture=architecture, run=run),
        [*EXAMPLES, "params:depth", "params:seed"],
        [f"{place}.history", f"{place}.gradients"],
        name="fit",
        namespace=place,
    )


def fit_at_depth(
    train_images: AnyImages,
    train_one_hot: Floats,
    validation_images: AnyImages,
    validation_one_hot: Floats,
    options: Depth,
    seed: int,
    architecture: str,
    run: int,
) -> tuple[Table, Table]:
    """Train a network with the seed `seed + run`, and measure its gradients."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    return train_at_depth(architecture, *examples, options, seed + run)


def compare_depths(
    seed: int, *tables: Table, architectures: tuple[str, ...], n_runs: int
) -> tuple[Table, Table, Table]:
    """Compare all networks; `tables` are all histories, then all gradients."""
    runs = [(name, seed + run) for name in architectures for run in range(n_runs)]
    trained = tabulate_runs(runs, tables[: len(runs)])
    gradients = average_gradients(runs, tables[len(runs) :])
    return trained, gradients, compare_kinds(trained)


def draw_depth(gradients: Table, runs: Table) -> tuple[Figure, Figure]:
    """Draw the gradients and the training losses of networks of growing depth."""
    return experiments.gradients(gradients), experiments.losses(runs)

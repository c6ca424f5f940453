"""Nodes of the depth pipeline."""

from __future__ import annotations

from fashion_mnist.evaluation.effects import average_gradients, compare_kinds, tabulate_runs
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures import experiments
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import AnyImages, Floats
from fashion_mnist.networks.gradients import train_at_depth
from fashion_mnist.networks.parameters import Depth
from fashion_mnist.pipelines.network_template import make_examples


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
    """Train a network with the seed `run` further on, and measure its gradients."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    return train_at_depth(architecture, *examples, options, seed + run)


def compare_depths(
    seed: int, *tables: Table, architectures: tuple[str, ...], n_runs: int
) -> tuple[Table, Table, Table]:
    """Compare all networks, from their histories and then their gradients."""
    runs = [(name, seed + run) for name in architectures for run in range(n_runs)]
    trained = tabulate_runs(runs, tables[: len(runs)])
    gradients = average_gradients(runs, tables[len(runs) :])
    return trained, gradients, compare_kinds(trained)


def draw_depth(gradients: Table, runs: Table) -> tuple[Figure, Figure]:
    """Draw the gradients and the training losses of networks of growing depth."""
    return experiments.gradients(gradients), experiments.losses(runs)

"""Nodes of the depth pipeline."""

from __future__ import annotations

from fashion_mnist import evaluation, figures, images, networks, parameters
from fashion_mnist.pipelines.network_nodes import make_examples


def fit_at_depth(
    train_images: images.AnyImages,
    train_one_hot: images.Floats,
    validation_images: images.AnyImages,
    validation_one_hot: images.Floats,
    options: parameters.Depth,
    seed: int,
    architecture: str,
    run: int,
) -> tuple[evaluation.Table, evaluation.Table]:
    """Train a network with the seed `run` further on, and measure its gradients."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    return networks.gradients.train_at_depth(architecture, *examples, options, seed + run)


def compare_depths(
    seed: int, *tables: evaluation.Table, architectures: tuple[str, ...], n_runs: int
) -> tuple[evaluation.Table, evaluation.Table, evaluation.Table]:
    """Compare all networks, from their histories and then their gradients."""
    runs = [(name, seed + run) for name in architectures for run in range(n_runs)]
    trained = evaluation.depth_effects.tabulate_runs(runs, tables[: len(runs)])
    gradients = evaluation.depth_effects.average_gradients(runs, tables[len(runs) :])
    return trained, gradients, evaluation.depth_effects.compare_kinds(trained)


def draw_depth(
    gradients: evaluation.Table, runs: evaluation.Table
) -> tuple[figures.Figure, figures.Figure]:
    """Draw the gradients and the training losses of networks of growing depth."""
    return figures.depth.gradients(gradients), figures.depth.losses(runs)

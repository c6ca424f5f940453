"""Nodes of the seeds pipeline."""

from __future__ import annotations

from fashion_mnist import evaluation, figures, images, networks, parameters
from fashion_mnist.pipelines.network_nodes import make_examples


def fit_again(
    train_images: images.AnyImages,
    train_one_hot: images.Floats,
    validation_images: images.AnyImages,
    validation_one_hot: images.Floats,
    parameters: parameters.Network,
    seed: int,
    start: networks.Model | None = None,
    *,
    repeat: int,
) -> tuple[networks.Model, evaluation.Table]:
    """Train a network as it was trained, but with the seed `repeat` further on."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    return networks.training.train_network(*examples, parameters, seed + repeat, start=start)


def score_runs(seed: int, *predictions: evaluation.Table) -> evaluation.Table:
    """Score every training of a network, the first with the seed of the study."""
    return evaluation.seed_variation.tabulate_runs(predictions, seed)


def compare_runs(
    comparison: evaluation.Table | None = None, **runs: evaluation.Table
) -> tuple[evaluation.Table, evaluation.Table, figures.Figure]:
    """Compare the trainings of each network: all of them, their statistics, and a figure."""
    table = evaluation.comparison.join_ranked(runs, comparison)
    summary = evaluation.seed_variation.summarise_runs(table)
    return table, summary, figures.seed_variation.accuracy_by_seed(table)

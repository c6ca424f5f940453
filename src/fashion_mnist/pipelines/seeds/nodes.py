"""Nodes of the seeds pipeline."""

from __future__ import annotations

from fashion_mnist.evaluation.comparison import join_ranked, summarise_runs, tabulate_runs
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures.comparison import accuracy_by_seed
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import AnyImages, Floats
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.training import train_network
from fashion_mnist.pipelines.network_template import make_examples


def fit_again(
    train_images: AnyImages,
    train_one_hot: Floats,
    validation_images: AnyImages,
    validation_one_hot: Floats,
    parameters: Network,
    seed: int,
    start: Model | None = None,
    *,
    repeat: int,
) -> tuple[Model, Table]:
    """Train a network as it was trained, but with the seed `repeat` further on."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    return train_network(*examples, parameters, seed + repeat, start=start)


def score_runs(seed: int, *predictions: Table) -> Table:
    """Score every training of a network, the first with the seed of the study."""
    return tabulate_runs(predictions, seed)


def compare_runs(comparison: Table | None = None, **runs: Table) -> tuple[Table, Table, Figure]:
    """Compare the trainings of each network: all of them, their statistics, and a figure."""
    table = join_ranked(runs, comparison)
    summary = summarise_runs(table)
    return table, summary, accuracy_by_seed(table)

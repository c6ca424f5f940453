"""Nodes of the depth pipeline."""

from __future__ import annotations

from collections.abc import Callable

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd

    from fashion_mnist import depth, training
    from fashion_mnist import parameters as blocks


def fit_at_depth(architecture: str, run: int) -> Callable:
    """The node that trains a network with the seed `run` further on, and measures gradients."""

    def fit(
        train_images: np.ndarray,
        train_one_hot: np.ndarray,
        validation_images: np.ndarray,
        validation_one_hot: np.ndarray,
        options: blocks.Depth,
        seed: int,
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        return depth.train_at_depth(
            architecture,
            training.Examples(train_images, train_one_hot),
            training.Examples(validation_images, validation_one_hot),
            options,
            seed + run,
        )

    return fit


def compare_depths(architectures: list[str], n_runs: int) -> Callable:
    """The node that compares all networks, from their histories and then their gradients."""

    def compare(seed: int, *tables: pd.DataFrame) -> tuple:
        runs = [(name, seed + run) for name in architectures for run in range(n_runs)]
        trained = depth.tabulate_runs(runs, tables[: len(runs)])
        gradients = depth.average_gradients(runs, tables[len(runs) :])
        return trained, gradients, depth.compare_kinds(trained)

    return compare

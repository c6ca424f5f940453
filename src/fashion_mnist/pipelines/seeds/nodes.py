"""Nodes of the seeds pipeline."""

from __future__ import annotations

from collections.abc import Callable

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd

    from fashion_mnist import backend, metrics, prediction, seeds, training
    from fashion_mnist import parameters as blocks


def fit_repeat(repeat: int) -> Callable:
    """The node that trains a network as it was trained, but with the seed `repeat` further on."""

    def fit(
        train_images: np.ndarray,
        train_one_hot: np.ndarray,
        validation_images: np.ndarray,
        validation_one_hot: np.ndarray,
        parameters: blocks.Network,
        seed: int,
    ) -> tuple[backend.keras.Model, pd.DataFrame]:
        return training.train_network(
            training.Examples(train_images, train_one_hot),
            training.Examples(validation_images, validation_one_hot),
            parameters,
            seed + repeat,
        )

    return fit


def predict(
    network: backend.keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    classes: list[str],
    parameters: blocks.Network,
) -> pd.DataFrame:
    """Predict the test images."""
    probabilities = prediction.predict(network, images, parameters)
    return metrics.tabulate_predictions(labels, probabilities, classes)


def score_runs(seed: int, *predictions: pd.DataFrame) -> pd.DataFrame:
    """Score every training of a network, the first with the seed of the study."""
    return seeds.tabulate_runs(predictions, seed)

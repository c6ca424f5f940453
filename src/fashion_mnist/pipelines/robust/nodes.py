"""Nodes of the robust pipeline."""

from __future__ import annotations

import time

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd

    from fashion_mnist import arrays, backend, domains, metrics, networks, prediction, training
    from fashion_mnist import parameters as blocks


def make_backgrounds(
    train_images: np.ndarray, randomisation: blocks.Randomisation, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Make backgrounds of the images' size: for training, and from other sources for validation."""
    arrays.check_square_and_grey(train_images)
    rng, size = np.random.default_rng(seed), train_images.shape[1]
    train = domains.mix_backgrounds(randomisation, "train", size, rng)
    return train, domains.mix_backgrounds(randomisation, "validation", size, rng)


def fit(
    train_images: np.ndarray,
    train_one_hot: np.ndarray,
    train_backgrounds: np.ndarray,
    validation_images: np.ndarray,
    validation_one_hot: np.ndarray,
    validation_backgrounds: np.ndarray,
    parameters: blocks.Network,
    randomisation: blocks.Randomisation,
    seed: int,
) -> tuple[backend.keras.Model, pd.DataFrame, pd.DataFrame, dict]:
    """Train a network on randomised images; give it with its history, its layers and its cost."""

    def randomise(images: np.ndarray, seeds: np.ndarray | int) -> np.ndarray:
        rng = np.random.default_rng(seeds)
        return domains.randomise(images, train_backgrounds, randomisation, rng)

    start = time.perf_counter()
    validation = randomise_validation(
        validation_images, validation_backgrounds, randomisation, seed
    )
    network, history = training.train_network(
        training.Examples(train_images, train_one_hot),
        training.Examples(validation, validation_one_hot),
        parameters,
        seed,
        randomise,
    )
    cost = {"fit_seconds": time.perf_counter() - start, "parameters": network.count_params()}
    return network, history, networks.tabulate_layers(network), cost


def predict_randomised_validation(
    network: backend.keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    backgrounds: np.ndarray,
    classes: list[str],
    parameters: blocks.Network,
    randomisation: blocks.Randomisation,
    seed: int,
) -> pd.DataFrame:
    """Predict the images by which the epoch was chosen: what the network makes of pictures."""
    randomised = randomise_validation(images, backgrounds, randomisation, seed)
    probabilities = prediction.predict(network, randomised, parameters)
    return metrics.tabulate_predictions(labels, probabilities, classes)


def randomise_validation(
    images: np.ndarray, backgrounds: np.ndarray, randomisation: blocks.Randomisation, seed: int
) -> np.ndarray:
    """Randomise the validation images, each time in the same way."""
    return domains.randomise(images, backgrounds, randomisation, np.random.default_rng(seed))

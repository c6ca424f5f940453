"""Nodes of the deep_learning pipeline."""

from __future__ import annotations

import logging
import time

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd
    from plotly import graph_objects as go

    from fashion_mnist import backend, gradcam, metrics, networks, prediction, training
    from fashion_mnist import parameters as blocks
    from fashion_mnist.explanation import examples as explanation
    from fashion_mnist.figures import explanation as figures

log = logging.getLogger(__name__)


def fit(
    train_images: np.ndarray,
    train_one_hot: np.ndarray,
    validation_images: np.ndarray,
    validation_one_hot: np.ndarray,
    parameters: blocks.Network,
    seed: int,
) -> tuple[backend.keras.Model, pd.DataFrame, pd.DataFrame, dict]:
    """Train a network; give it with its history, its layers and its cost."""
    start = time.perf_counter()
    network, history = training.train_network(
        training.Examples(train_images, train_one_hot),
        training.Examples(validation_images, validation_one_hot),
        parameters,
        seed,
    )
    cost = {"fit_seconds": time.perf_counter() - start, "parameters": network.count_params()}
    return network, history, networks.tabulate_layers(network), cost


def predict(
    network: backend.keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    classes: list[str],
    parameters: blocks.Network,
) -> pd.DataFrame:
    """Predict images."""
    probabilities = prediction.predict(network, images, parameters)
    return metrics.tabulate_predictions(labels, probabilities, classes)


def predict_test(
    network: backend.keras.Model,
    n_bytes: int,
    training_cost: dict,
    images: np.ndarray,
    labels: np.ndarray,
    classes: list[str],
    parameters: blocks.Network,
) -> tuple[pd.DataFrame, dict]:
    """Predict the test images; add what that cost."""
    start = time.perf_counter()
    predictions = predict(network, images, labels, classes, parameters)
    seconds = time.perf_counter() - start
    return predictions, training_cost | {"predict_seconds": seconds, "bytes": n_bytes}


def explain(
    network: backend.keras.Model,
    images: np.ndarray,
    predictions: pd.DataFrame,
    classes: list[str],
    parameters: blocks.Network,
) -> tuple[pd.DataFrame, np.ndarray, go.Figure]:
    """Explain a right and a wrong prediction of every class by Grad-CAM."""
    examples = explanation.choose_examples(predictions, classes)
    chosen = images[examples["index"]]
    maps = gradcam.explain(
        network, chosen, examples["y_pred"].to_numpy(), layer=parameters.gradcam_layer
    )
    figure = figures.gradcam_triptychs(chosen, maps, examples, classes, network.name)
    return examples, maps, figure

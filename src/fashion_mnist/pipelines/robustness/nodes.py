"""Nodes of the robustness pipeline."""

from __future__ import annotations

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd
    import sklearn
    from plotly import graph_objects as go

    from fashion_mnist import arrays, backend, estimators, prediction, robustness
    from fashion_mnist import parameters as blocks
    from fashion_mnist.figures import robustness as figures


def assess_network(
    network: backend.keras.Model,
    images: np.ndarray,
    labels: np.ndarray,
    options: blocks.Robustness,
    seed: int,
) -> tuple[pd.DataFrame, dict]:
    """Measure a network, without averaging over views of an image."""
    predict = prediction.make_predictor(network)
    return _assess(predict, images, labels, options, seed)


def assess_classical(
    model: sklearn.base.BaseEstimator,
    images: np.ndarray,
    labels: np.ndarray,
    options: blocks.Robustness,
    seed: int,
) -> tuple[pd.DataFrame, dict]:
    """Measure a classical model, on greys."""

    def predict(changed: np.ndarray) -> np.ndarray:
        greys = arrays.to_channels(changed, 1)
        return estimators.predict_probabilities(model, arrays.flatten(greys))

    return _assess(predict, images, labels, options, seed)


def _assess(
    predict: robustness.Predict,
    images: np.ndarray,
    labels: np.ndarray,
    options: blocks.Robustness,
    seed: int,
) -> tuple[pd.DataFrame, dict]:
    arrays.check_square_and_grey(images)
    chosen = robustness.sample(labels, options.images, seed)
    return robustness.assess(predict, images[chosen, ..., 0], labels[chosen], seed)


def draw_gallery(
    images: np.ndarray, labels: np.ndarray, classes: list[str], seed: int
) -> go.Figure:
    """Draw the first test image of every class under every condition."""
    chosen = np.unique(labels, return_index=True)[1]
    return figures.gallery(images[chosen, ..., 0], classes, seed)

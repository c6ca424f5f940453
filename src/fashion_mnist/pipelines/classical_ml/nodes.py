"""Nodes of the classical_ml pipeline."""

from __future__ import annotations

import logging
import time

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd
    import sklearn

    from fashion_mnist import estimators, metrics, steps
    from fashion_mnist import parameters as blocks

log = logging.getLogger(__name__)


def fit(
    train_flat: np.ndarray,
    train_labels: np.ndarray,
    validation_flat: np.ndarray,
    validation_labels: np.ndarray,
    parameters: blocks.ClassicalModel,
    seed: int,
) -> tuple[sklearn.base.BaseEstimator, pd.DataFrame, dict]:
    """Fit a model and, if asked for, calibrate it; give it with its steps and its cost."""
    model = estimators.build_estimator(parameters.steps, seed)
    estimators.limit_to_data(model, train_flat, train_labels)
    name = type(model[-1]).__name__
    log.info("%s: fitting on %d images of %d features", name, *train_flat.shape)
    start = time.perf_counter()
    model.fit(train_flat, train_labels)
    if parameters.calibration:
        model = estimators.calibrate(
            model, parameters.calibration, validation_flat, validation_labels
        )
    seconds = time.perf_counter() - start
    log.info("%s: fitted in %.1f s", name, seconds)
    cost = {"fit_seconds": seconds, "parameters": estimators.count_parameters(model)}
    return model, steps.tabulate_steps(model, train_flat), cost


def predict(
    model: sklearn.base.BaseEstimator, flat: np.ndarray, labels: np.ndarray, classes: list[str]
) -> pd.DataFrame:
    """Predict images."""
    probabilities = estimators.predict_probabilities(model, flat)
    return metrics.tabulate_predictions(labels, probabilities, classes)


def predict_test(
    model: sklearn.base.BaseEstimator,
    n_bytes: int,
    training_cost: dict,
    flat: np.ndarray,
    labels: np.ndarray,
    classes: list[str],
) -> tuple[pd.DataFrame, dict]:
    """Predict the test images; add what that cost."""
    start = time.perf_counter()
    predictions = predict(model, flat, labels, classes)
    seconds = time.perf_counter() - start
    return predictions, training_cost | {"predict_seconds": seconds, "bytes": n_bytes}

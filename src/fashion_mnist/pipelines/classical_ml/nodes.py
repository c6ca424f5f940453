"""Nodes of the classical_ml pipeline."""

import logging
import time

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator

from fashion_mnist import estimators, metrics
from fashion_mnist.parameters import ClassicalModel
from fashion_mnist.steps import tabulate_steps

log = logging.getLogger(__name__)


def fit(
    train_flat: np.ndarray,
    train_labels: np.ndarray,
    validation_flat: np.ndarray,
    validation_labels: np.ndarray,
    parameters: ClassicalModel,
    seed: int,
) -> tuple[BaseEstimator, pd.DataFrame, dict]:
    """Fit a model and, if asked for, calibrate it; give it with its steps and its cost."""
    model = estimators.build_estimator(parameters.steps, seed)
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
    return model, tabulate_steps(model, train_flat), cost


def predict(
    model: BaseEstimator,
    n_bytes: int,
    training_cost: dict,
    flat: np.ndarray,
    labels: np.ndarray,
    classes: list[str],
) -> tuple[pd.DataFrame, dict]:
    """Predict the test images; add what that cost."""
    start = time.perf_counter()
    probabilities = estimators.predict_probabilities(model, flat)
    seconds = time.perf_counter() - start
    cost = training_cost | {"predict_seconds": seconds, "bytes": n_bytes}
    return metrics.tabulate_predictions(labels, probabilities, classes), cost

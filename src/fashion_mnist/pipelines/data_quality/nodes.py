"""Nodes of the data_quality pipeline."""

from __future__ import annotations

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd
    from plotly import graph_objects as go

    from fashion_mnist import data_quality, estimators
    from fashion_mnist import parameters as blocks
    from fashion_mnist.figures import data_quality as figures


def find_neighbours(
    train: np.ndarray,
    train_labels: np.ndarray,
    test: np.ndarray,
    test_labels: np.ndarray,
    classes: list[str],
) -> pd.DataFrame:
    """Find the training image nearest to each test image."""
    return data_quality.find_neighbours(train, train_labels, test, test_labels, classes)


def draw_near_duplicates(
    neighbours: pd.DataFrame, train: np.ndarray, test: np.ndarray, options: blocks.DataQuality
) -> go.Figure:
    """Draw test images and their neighbours, from the nearest to beyond the threshold."""
    distances = [options.near * factor for factor in (0, 0.5, 0.75, 1, 1.25, 1.5)]
    return figures.near_duplicates(neighbours, train, test, distances)


def predict_out_of_fold(
    flat: np.ndarray,
    labels: np.ndarray,
    classes: list[str],
    model: blocks.ClassicalModel,
    options: blocks.DataQuality,
    seed: int,
) -> pd.DataFrame:
    """Predict each training image by a model that was fitted without it."""
    estimator = estimators.build_estimator(model.steps, seed)
    return data_quality.predict_out_of_fold(estimator, flat, labels, classes, options.folds, seed)


def find_label_errors(
    train_predictions: pd.DataFrame,
    test_predictions: pd.DataFrame,
    train: np.ndarray,
    test: np.ndarray,
    classes: list[str],
) -> tuple[pd.DataFrame, go.Figure]:
    """Find likely label errors of training and test images: a table and a gallery."""
    errors = data_quality.find_errors(
        {"train": train_predictions, "test": test_predictions}, classes
    )
    return errors, figures.label_errors(errors, {"train": train, "test": test})


def measure_accuracies(
    neighbours: pd.DataFrame,
    errors: pd.DataFrame,
    options: blocks.DataQuality,
    **predictions: pd.DataFrame,
) -> pd.DataFrame:
    """Score every model with and without the doubtful test images."""
    return data_quality.measure_accuracies(predictions, neighbours, errors, options.near)

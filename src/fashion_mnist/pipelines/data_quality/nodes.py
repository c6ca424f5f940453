"""Nodes of the data_quality pipeline."""

from __future__ import annotations

from functools import partial

from fashion_mnist import classical, evaluation, figures, images, parameters


def find_neighbours(
    train: images.Floats,
    train_labels: images.Labels,
    test: images.Floats,
    test_labels: images.Labels,
    classes: list[str],
) -> evaluation.Table:
    """Find the training image nearest to each test image."""
    return evaluation.near_duplicates.find_neighbours(
        (train, train_labels), (test, test_labels), classes
    )


def draw_near_duplicates(
    neighbours: evaluation.Table,
    train: images.Images,
    test: images.Images,
    options: parameters.DataQuality,
) -> figures.Figure:
    """Draw test images and their neighbours, from the nearest to beyond the threshold."""
    distances = [options.near * factor for factor in (0, 0.5, 0.75, 1, 1.25, 1.5)]
    return figures.data_quality.near_duplicates(neighbours, train, test, distances)


def predict_out_of_fold(
    flat: images.Floats,
    labels: images.Labels,
    train_images: images.AnyImages,
    classes: list[str],
    model: parameters.ClassicalModel,
    options: parameters.DataQuality,
    seed: int,
) -> evaluation.Table:
    """Predict each training image by a model that was fitted without it."""
    shape = train_images.shape[1:]
    fit = partial(classical.fitting.fit_steps, model.steps, seed=seed, shape=shape)
    return evaluation.label_errors.predict_out_of_fold(
        fit, (flat, labels), classes, options.folds, seed
    )


def find_label_errors(
    train_predictions: evaluation.Table,
    test_predictions: evaluation.Table,
    train: images.Images,
    test: images.Images,
    classes: list[str],
) -> tuple[evaluation.Table, figures.Figure]:
    """Find likely label errors of training and test images: a table and a gallery."""
    predictions = {"train": train_predictions, "test": test_predictions}
    errors = evaluation.label_errors.find_errors(predictions, classes)
    return errors, figures.data_quality.label_errors(errors, {"train": train, "test": test})


def measure_accuracies(
    neighbours: evaluation.Table,
    errors: evaluation.Table,
    options: parameters.DataQuality,
    **predictions: evaluation.Table,
) -> evaluation.Table:
    """Score every model with and without the doubtful test images."""
    return evaluation.clean_accuracy.measure_accuracies(
        predictions, neighbours, errors, options.near
    )

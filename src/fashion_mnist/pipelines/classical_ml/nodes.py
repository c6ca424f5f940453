"""Nodes of the classical_ml pipeline."""

from __future__ import annotations

import time

from fashion_mnist import classical, evaluation, images, parameters


def fit(
    train_flat: images.AnyImages,
    train_labels: images.Labels,
    validation_flat: images.AnyImages,
    validation_labels: images.Labels,
    train_images: images.AnyImages,
    machine: dict[str, object],
    parameters: parameters.ClassicalModel,
    seed: int,
) -> tuple[classical.Classifier, evaluation.Table, dict[str, float], dict[str, object]]:
    """Fit a model; give it with its steps, its cost and its provenance."""
    train, validation = (train_flat, train_labels), (validation_flat, validation_labels)
    model, seconds = classical.fitting.fit_classifier(
        parameters, train, validation, seed, train_images.shape[1:]
    )
    n_parameters = classical.parameter_count.count_parameters(model)
    cost = {"fit_seconds": seconds, "parameters": n_parameters}
    n_fitted = classical.fitting.count_fitted(train_flat, parameters.train_on)
    sampled = {"train_on": n_fitted if n_fitted < len(train_flat) else None}
    block = parameters.model_dump(mode="json") | sampled
    provenance = machine | {"seed": seed, "parameters": block}
    layers = classical.layers.tabulate_steps(model, train_flat, parameters.steps)
    return model, layers, cost, provenance


def predict(
    model: classical.Classifier, flat: images.AnyImages, labels: images.Labels, classes: list[str]
) -> evaluation.Table:
    """Predict images."""
    probabilities = classical.probabilities.predict_probabilities(model, flat)
    return evaluation.predictions.tabulate_predictions(labels, probabilities, classes)


def predict_test(
    model: classical.Classifier,
    n_bytes: int,
    training_cost: dict[str, float],
    flat: images.AnyImages,
    labels: images.Labels,
    classes: list[str],
) -> tuple[evaluation.Table, dict[str, float]]:
    """Predict the test images; add what that cost."""
    start = time.perf_counter()
    predictions = predict(model, flat, labels, classes)
    seconds = time.perf_counter() - start
    return predictions, training_cost | {"predict_seconds": seconds, "bytes": n_bytes}

"""Nodes of a network: its training, its predictions, and what explains them."""

from __future__ import annotations

import time

from fashion_mnist import evaluation, explanation, figures, images, networks, parameters


def make_examples(
    train_images: images.Floats,
    train_one_hot: images.Floats,
    validation_images: images.Floats,
    validation_one_hot: images.Floats,
) -> tuple[networks.Examples, networks.Examples]:
    """What a network learns from, and what its epoch is chosen by."""
    return (
        networks.Examples(train_images, train_one_hot),
        networks.Examples(validation_images, validation_one_hot),
    )


def fit(
    train_images: images.Floats,
    train_one_hot: images.Floats,
    validation_images: images.Floats,
    validation_one_hot: images.Floats,
    parameters: parameters.Network,
    seed: int,
) -> tuple[networks.Model, evaluation.Table, evaluation.Table, dict[str, float]]:
    """Train a network; give it with its history, its layers and its cost."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    return networks.training.fit_network(*examples, parameters, seed)


def predict(
    network: networks.Model,
    images: images.Floats,
    labels: images.Labels,
    classes: list[str],
    parameters: parameters.Network,
) -> evaluation.Table:
    """Predict images."""
    probabilities = networks.prediction.predict(network, images, parameters)
    return evaluation.predictions.tabulate_predictions(labels, probabilities, classes)


def predict_test(
    network: networks.Model,
    n_bytes: int,
    training_cost: dict[str, float],
    images: images.Floats,
    labels: images.Labels,
    classes: list[str],
    parameters: parameters.Network,
) -> tuple[evaluation.Table, dict[str, float]]:
    """Predict the test images; add what that cost."""
    start = time.perf_counter()
    predictions = predict(network, images, labels, classes, parameters)
    seconds = time.perf_counter() - start
    return predictions, training_cost | {"predict_seconds": seconds, "bytes": n_bytes}


def explain(
    network: networks.Model,
    images: images.Floats,
    predictions: evaluation.Table,
    classes: list[str],
    parameters: parameters.Network,
) -> tuple[evaluation.Table, images.Floats, figures.Figure]:
    """Explain a right and a wrong prediction of every class by Grad-CAM."""
    examples = explanation.examples.choose_examples(predictions, classes)
    chosen = images[examples["index"]]
    maps = explanation.gradcam.explain(
        network, chosen, examples["y_pred"].to_numpy(), layer=parameters.gradcam_layer
    )
    figure = figures.gradcam.gradcam_triptychs(chosen, maps, examples, classes, network.name)
    return examples, maps, figure

"""Nodes of a network: its training, its predictions, and what explains them."""

from __future__ import annotations

import time

from fashion_mnist import evaluation, explanation, figures, images, networks, parameters


def make_examples(
    train_images: images.AnyImages,
    train_one_hot: images.Floats,
    validation_images: images.AnyImages,
    validation_one_hot: images.Floats,
) -> tuple[networks.Examples, networks.Examples]:
    """What a network learns from, and what its epoch is chosen by."""
    return (
        networks.Examples(train_images, train_one_hot),
        networks.Examples(validation_images, validation_one_hot),
    )


def fit(
    train_images: images.AnyImages,
    train_one_hot: images.Floats,
    validation_images: images.AnyImages,
    validation_one_hot: images.Floats,
    machine: dict[str, object],
    parameters: parameters.Network,
    seed: int,
    start: networks.Model | None = None,
) -> tuple[networks.Model, evaluation.Table, evaluation.Table, dict[str, float], dict[str, object]]:
    """Train a network; give it with its history, its layers, its cost and its provenance."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    provenance = machine | {"seed": seed, "parameters": parameters.model_dump(mode="json")}
    fitted = networks.training.fit_network(*examples, parameters, seed, start=start)
    return *fitted, provenance


def predict(
    network: networks.Model,
    images: images.AnyImages,
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
    images: images.AnyImages,
    labels: images.Labels,
    classes: list[str],
    parameters: parameters.Network,
) -> tuple[evaluation.Table, dict[str, float], dict[str, float]]:
    """Predict the test images; add what that cost, and how accurate one of the views is alone."""
    tabulate = evaluation.predictions.tabulate_predictions
    start = time.perf_counter()
    views = networks.prediction.predict_views(network, images, parameters)
    predictions = tabulate(labels, networks.prediction.average(views), classes)
    seconds = time.perf_counter() - start
    one_view = evaluation.predictions.score(tabulate(labels, views[0], classes))
    return (
        predictions,
        training_cost | {"predict_seconds": seconds, "bytes": n_bytes},
        {"views": len(views), "accuracy_one_view": one_view["accuracy"]},
    )


def explain(
    network: networks.Model,
    test_images: images.AnyImages,
    predictions: evaluation.Table,
    classes: list[str],
    parameters: parameters.Network,
) -> tuple[evaluation.Table, images.Floats, figures.Figure]:
    """Explain a right and a wrong prediction of every class by Grad-CAM."""
    examples = explanation.examples.choose_examples(predictions, classes)
    chosen = images.arrays.to_floats(test_images[examples["index"]])
    maps = explanation.gradcam.explain(
        network, chosen, examples["y_pred"].to_numpy(), layer=parameters.gradcam_layer
    )
    figure = figures.gradcam.gradcam_triptychs(chosen, maps, examples, classes, network.name)
    return examples, maps, figure

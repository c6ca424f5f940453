"""Nodes of the inference pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fashion_mnist import models
from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd

    from fashion_mnist import arrays, backend, estimators, gradcam, prediction
    from fashion_mnist import parameters as blocks
    from fashion_mnist.pictures import answers, novelty
    from fashion_mnist.report import own


def choose_classifier(
    trained_models: dict[str, Callable[[], Any]],
    predictions: dict[str, Callable[[], pd.DataFrame]],
    classes: list[str],
    parameters: blocks.Inference,
) -> dict:
    """Choose the model that is asked for, by default the first in the order of preference."""
    run = [
        model
        for model in dict.fromkeys(models.FOR_PICTURES + models.trained())
        if model in trained_models and model in predictions
    ]
    model = parameters.model or (run or models.FOR_PICTURES)[0]
    if model not in run:
        raise ValueError(
            f"Expected a model that has been run: {', '.join(run) or 'none has'}. "
            f"Received {model!r}: run kedro run --namespaces={model} first."
        )
    return answers.describe_classifier(
        model, predictions[model](), classes, parameters.accuracy_when_sure
    )


def learn_familiarity(
    train: np.ndarray, validation: np.ndarray, parameters: blocks.Inference, seed: int
) -> novelty.Familiarity:
    """Learn what the training images look like."""
    return novelty.learn_familiarity(train, validation, parameters.familiar, seed)


def convert(
    pictures: dict[str, Callable[[], np.ndarray]], parameters: blocks.Inference
) -> tuple[list[dict], np.ndarray, np.ndarray]:
    """Convert each picture, one at a time; say why where that is not possible."""
    described, grey, colour = zip(
        *(own.describe_picture(name, read, parameters.size) for name, read in pictures.items()),
        strict=True,
    )
    return list(described), np.stack(grey), np.stack(colour)


def classify(
    trained_models: dict[str, Callable[[], Any]],
    classifier: dict,
    familiarity: novelty.Familiarity,
    conversions: list[dict],
    grey: np.ndarray,
    colour: np.ndarray,
    parameters: dict,
) -> tuple[pd.DataFrame, np.ndarray]:
    """Answer each picture; explain what a network says by Grad-CAM."""
    name, images = classifier["model"], arrays.normalise(grey)
    flat, maps, seen = arrays.flatten(images), np.zeros_like(images), "grey"
    is_familiar = novelty.is_familiar(familiarity, flat)
    if name in models.networks():
        with backend.silent_stderr():  # in which TensorFlow is loaded
            network = trained_models[name]()
        seen = "colour" if network.input_shape[-1] == colour.shape[-1] else "grey"
        shown = arrays.normalise(colour) if seen == "colour" else arrays.add_channel(images)
        block = blocks.Network.model_validate(parameters[name])
        probabilities, maps = _ask_network(network, shown, block)
        if block.flip_average:
            is_familiar |= novelty.is_familiar(familiarity, arrays.flatten(images[:, :, ::-1]))
    else:
        probabilities = estimators.predict_probabilities(trained_models[name](), flat)
    reasons = {described["file"]: described["reason"] for described in conversions}
    classes = parameters["classes"]
    table = answers.tabulate_answers(reasons, probabilities, is_familiar, classes, classifier, seen)
    return table, maps


def _ask_network(
    network: Any, images: np.ndarray, parameters: blocks.Network
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of images, and what speaks for the most probable classes."""
    probabilities = prediction.predict(network, images, parameters)
    maps = gradcam.explain(network, images, probabilities.argmax(axis=1), parameters.gradcam_layer)
    return probabilities, maps


def write_page(
    classifier: dict, conversions: list[dict], table: pd.DataFrame, maps: np.ndarray
) -> str:
    """Show each picture, what became of it and what the model says."""
    return own.write_page(classifier, conversions, table, maps)

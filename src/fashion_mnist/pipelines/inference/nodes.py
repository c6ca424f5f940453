"""Nodes of the inference pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fashion_mnist import (
    classical,
    evaluation,
    explanation,
    images,
    networks,
    parameters,
    pictures,
    report,
)
from fashion_mnist.parameters import model_names

Partitions = dict[str, Callable[[], Any]]  # by the name of a model, what loads a file of it


def choose_classifier(
    classes: list[str], options: parameters.Inference, **of_each_model: Partitions
) -> dict[str, Any]:
    """Choose the model that is asked for, by default the first in the order of preference."""
    trained = of_each_model.get("model", {}) | of_each_model.get("network", {})
    predictions = of_each_model.get("validation_predictions", {}) | of_each_model.get(
        "randomised_validation_predictions", {}
    )
    preference = dict.fromkeys(model_names.FOR_PICTURES + model_names.trained())
    run = [model for model in preference if model in trained and model in predictions]
    model = options.model or (run or model_names.FOR_PICTURES)[0]
    if model not in run:
        raise parameters.errors.InputError(
            f"Expected a model that has been run: {', '.join(run) or 'none has'}. "
            f"Received {model!r}: run kedro run --namespaces={model} first."
        )
    return pictures.answers.describe_classifier(
        model, predictions[model](), classes, options.accuracy_when_sure
    )


def learn_familiarity(
    train: images.Floats, validation: images.Floats, options: parameters.Inference
) -> pictures.Familiarity:
    """Learn what the training images look like."""
    return pictures.familiarity.learn_familiarity(train, validation, options.familiar)


def convert(
    read_pictures: dict[str, Callable[[], images.Images]], options: parameters.Inference
) -> tuple[list[dict[str, Any]], images.Images, images.Images]:
    """Convert each picture, one at a time; say why where that is not possible."""
    return pictures.description.describe_pictures(read_pictures, options.size)


def classify(
    classifier: dict[str, Any],
    familiarity: pictures.Familiarity,
    conversions: list[dict[str, Any]],
    grey: images.Images,
    colour: images.Images,
    options: dict[str, Any],
    **of_each_model: Partitions,
) -> tuple[evaluation.Table, images.Floats]:
    """Answer each picture; explain what a network says by Grad-CAM."""
    name, greys = classifier["model"], images.arrays.normalise(grey)
    views, maps, seen = [greys], 0 * greys, "grey"
    if name in model_names.networks():
        block = parameters.Network.model_validate(options[name])
        network = of_each_model["network"][name]()
        seen, shown = _choose_images(network, greys, colour)
        probabilities, maps = _ask_network(network, shown, block)
        views += [greys[:, :, ::-1]] if block.flip_average else []
    else:
        model, flat = of_each_model["model"][name](), images.arrays.flatten(greys)
        probabilities = classical.probabilities.predict_probabilities(model, flat)
    is_familiar = pictures.familiarity.is_any_familiar(familiarity, views)
    reasons = {described["file"]: described["reason"] for described in conversions}
    answers = pictures.answers.tabulate_answers(
        reasons, probabilities, is_familiar, options["classes"], classifier, seen
    )
    return answers, maps


def _choose_images(
    network: networks.Model, greys: images.Floats, colour: images.Images
) -> tuple[str, images.Floats]:
    """What a network sees of pictures, "colour" or "grey", by the channels that it takes."""
    if network.input_shape[-1] == colour.shape[-1]:
        return "colour", images.arrays.normalise(colour)
    return "grey", greys[..., None]


def _ask_network(
    network: networks.Model, images: images.Floats, block: parameters.Network
) -> tuple[images.Floats, images.Floats]:
    """Probabilities of images, and what speaks for the most probable classes."""
    probabilities = networks.prediction.predict(network, images, block)
    classes = probabilities.argmax(axis=1)
    maps = explanation.gradcam.explain(network, images, classes, block.gradcam_layer)
    return probabilities, maps


def write_page(
    classifier: dict[str, Any],
    conversions: list[dict[str, Any]],
    answers: evaluation.Table,
    maps: images.Floats,
) -> str:
    """Show each picture, what became of it and what the model says."""
    return report.pictures_page.write_page(classifier, conversions, answers, maps)

"""Nodes of the inference pipeline."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from fashion_mnist import evaluation, images, parameters, pictures, report, robustness
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.inference import asking

PARTNERS_WEIGHT = 0.2  # the best of 0 to 0.5 for 527 photographs that no network had seen
PHOTOGRAPHS = "photographs"  # what a model is judged on if it can be

Predictions = dict[str, Callable[[], evaluation.Table]]


def choose_classifier(
    classes: list[str],
    options: parameters.Inference,
    train_images: images.Floats,
    **of_each_model: Any,
) -> dict[str, Any]:
    """Choose the model that is asked for, by default the first in the order of preference.

    Of each model there are partitions, and the weights of the ensemble.
    """
    predictions = find_predictions(**of_each_model)
    preference = dict.fromkeys(model_names.FOR_PICTURES + model_names.names())
    trained = find_trained(**of_each_model)
    run = [model for model in preference if model in trained and model in predictions]
    model = options.model or (run or model_names.FOR_PICTURES)[0]
    if model not in run:
        raise parameters.errors.InputError(
            f"Expected a model that has been run: {', '.join(run) or 'none has'}. "
            f"Received {model!r}: run kedro run --namespaces={model} first."
        )
    judged_on, load = predictions[model]
    accuracy = (
        options.accuracy_when_sure_on_photographs
        if judged_on == PHOTOGRAPHS
        else options.accuracy_when_sure
    )
    described = pictures.answers.describe_classifier(model, load(), classes, accuracy)
    return described | {
        "judged_on": judged_on,
        "taken": find_taken(model, train_images, of_each_model)._asdict(),
        "weights": find_weights(model, trained, "photograph_predictions" in of_each_model),
    }


def find_predictions(
    validation_predictions: Predictions | None = None,
    randomised_validation_predictions: Predictions | None = None,
    photograph_predictions: evaluation.Table | None = None,
    **_: Any,
) -> dict[str, tuple[str, Callable[[], evaluation.Table]]]:
    """What each model is judged by, and on what: of several the most like people's pictures."""
    of_photographs = (
        {}
        if photograph_predictions is None
        else {model_names.ROBUST: lambda: photograph_predictions}
    )
    return {
        model: (judged_on, load)
        for judged_on, found in (
            ("validation images", validation_predictions),
            ("validation images on backgrounds", randomised_validation_predictions),
            (PHOTOGRAPHS, of_photographs),
        )
        for model, load in (found or {}).items()
    }


def find_weights(model: str, trained: Collection[str], knows_photographs: bool) -> dict[str, float]:
    """The weights of the models that answer together, first that of the model itself.

    A network that has seen real photographs answers them better alone (docs/own_pictures.md).
    """
    if model == model_names.ROBUST and model_names.PARTNER in trained and not knows_photographs:
        return {model: 1 - PARTNERS_WEIGHT, model_names.PARTNER: PARTNERS_WEIGHT}
    return {model: 1.0}


def find_trained(**of_each_model: Any) -> set[str]:
    """The models that can be asked; the ensemble if all its members can."""
    trained = {*of_each_model.get("model", {}), *of_each_model.get("network", {})}
    weights = of_each_model.get("weights")
    has_members = weights is not None and trained.issuperset(weights["model"])
    return trained | {model_names.ENSEMBLE} if has_members else trained


def find_taken(
    model: str, train_images: images.Floats, of_each_model: dict[str, Any]
) -> pictures.Taken:
    """What images a model takes: a network says so itself, the others take the training images."""
    shape = list(train_images.shape[1:])
    cut_out = images.profile.have_black_corners(train_images)
    if model not in model_names.networks():
        return pictures.Taken(shape, shape, cut_out)
    return pictures.Taken(list(of_each_model["network"][model]().input_shape[1:]), shape, cut_out)


def learn_familiarity(
    train_images: images.Floats,
    train_labels: images.Labels,
    validation_images: images.Floats,
    options: parameters.Inference,
    randomisation: parameters.Randomisation,
    seed: int,
) -> pictures.Familiarity:
    """Learn what the training images look like, unlike backgrounds with nothing on them."""
    coarse = pictures.familiarity.coarsen(train_images)
    backgrounds, _ = robustness.domain_randomisation.make_all_backgrounds(
        randomisation, max(coarse.shape[1:3]), seed
    )
    return pictures.familiarity.learn_familiarity(
        pictures.familiarity.take_pixels,
        train_images,
        train_labels,
        [pictures.familiarity.fit_backgrounds(backgrounds, coarse)],
        [validation_images],
        options.familiar,
    )


def convert(
    read_pictures: dict[str, Callable[[], images.Images]], classifier: dict[str, Any]
) -> tuple[list[dict[str, Any]], images.Images, images.Images]:
    """Convert each picture, one at a time; say why where that is not possible."""
    taken = pictures.Taken(**classifier["taken"])
    return pictures.description.describe_pictures(read_pictures, taken)


def classify(
    classifier: dict[str, Any],
    familiarity: pictures.Familiarity,
    conversions: list[dict[str, Any]],
    seen: images.Images,
    like_training: images.Images,
    options: dict[str, Any],
    **of_each_model: Any,
) -> tuple[evaluation.Table, images.Floats]:
    """Answer each picture; explain what a network says by Grad-CAM."""
    answerer = asking.Answerer.make(classifier, familiarity, options, of_each_model)
    reasons = {described["file"]: described["reason"] for described in conversions}
    answers, labels = answerer.answer(reasons, seen, like_training)
    return answers, answerer.explain(seen, labels)


def write_page(
    classifier: dict[str, Any],
    conversions: list[dict[str, Any]],
    answers: evaluation.Table,
    maps: images.Floats,
) -> str:
    """Show each picture, what became of it and what the model says."""
    return report.pictures_page.write_page(classifier, conversions, answers, maps)

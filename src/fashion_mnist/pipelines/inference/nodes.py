"""Nodes of the inference pipeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fashion_mnist import evaluation, images, parameters, pictures, report, robustness
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.advised_commands import kedro_command
from fashion_mnist.pipelines.inference import asking, choosing


def choose_classifier(
    classes: list[str],
    options: parameters.Inference,
    train_images: images.AnyImages,
    **of_each_model: Any,
) -> dict[str, Any]:
    """Choose the model that is asked for, by default as `choosing.choose_default` does.

    Of each model there are partitions, and the weights of the ensemble.
    """
    predictions = choosing.find_predictions(**of_each_model)
    trained = choosing.find_trained(**of_each_model)
    run = [name for name in model_names.names() if name in trained and name in predictions]
    model = options.model or choosing.choose_default({name: predictions[name] for name in run})
    if model not in run:
        command = kedro_command("run", f"--namespaces={model}")
        raise parameters.errors.InputError(
            f"Expected a model that has been run: {', '.join(run) or 'none has'}. "
            f"Received {model!r}: run {command} first."
        )
    judged_on, load = predictions[model]
    accuracy = (
        options.accuracy_when_sure_on_photographs
        if judged_on == choosing.PHOTOGRAPHS
        else options.accuracy_when_sure
    )
    weights = choosing.find_weights(model, trained, of_each_model)
    judged = choosing.pool_predictions(
        weights, load(), of_each_model.get("partner_predictions"), classes
    )
    described = pictures.answers.describe_classifier(model, judged, classes, accuracy)
    return described | {
        "judged_on": judged_on,
        "taken": choosing.find_taken(model, train_images, of_each_model)._asdict(),
        "weights": weights,
    }


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
    answerer = asking.Answerer.make(classifier, lambda: familiarity, options, of_each_model)
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

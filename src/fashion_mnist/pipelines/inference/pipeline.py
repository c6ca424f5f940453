"""The inference pipeline, which runs only on request."""

from collections.abc import Callable
from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table, by_accuracy
from fashion_mnist.images.arrays import Floats, Images, ScaledImages
from fashion_mnist.images.checks import have_black_corners
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures import answers
from fashion_mnist.pictures.answers import PHOTOGRAPHS, Inference, PictureModel
from fashion_mnist.pictures.conversion import InputSpec
from fashion_mnist.pipelines.inference.models import load_model
from fashion_mnist.report.pictures import write_page
from kedro_incremental.errors import kedro_command

TRAINED = {
    "model": "each.model",
    "network": "each.network",
    "weights": "ensemble.weights",
    "released": "pictures.released",  # the packaged network
}
PREDICTIONS = {
    "photograph_predictions": "robust.photograph_predictions",
    "robust_provenance": "robust.provenance",  # says whether photographs trained it
    "validation_predictions": "each.validation_predictions",
    "randomised_validation_predictions": "each.randomised_validation_predictions",  # preferred
}

Predictions = dict[str, Callable[[], Table]]
Judged = dict[str, tuple[str, Callable[[], Table]]]  # by model: images, predictions


def create_pipeline() -> Pipeline:
    """Classify users' pictures, and write a page that shows the steps and predictions."""
    trained = {"train_images": "own.train.images"} | TRAINED
    choice_inputs = {"classes": "params:classes", "options": "params:inference"}
    choice_inputs |= trained | PREDICTIONS
    pictures = ["pictures", "pictures.classifier"]
    described = ["pictures.conversions", "pictures.seen"]
    inputs = {"classifier": "pictures.classifier", "conversions": "pictures.conversions"}
    inputs |= {"seen": "pictures.seen", "options": "parameters"} | trained
    answered = ["pictures.answers", "pictures.gradcam_maps"]
    page_inputs = ["pictures.classifier", "pictures.conversions", *answered]
    nodes = [
        node(choose_classifier, choice_inputs, "pictures.classifier", name="choose_classifier"),
        node(answers.describe_pictures, pictures, described, name="convert_pictures"),
        node(classify, inputs, answered, name="classify_pictures"),
        node(write_page, page_inputs, "pictures.page", name="write_page_of_pictures"),
    ]
    return pipeline(nodes, tags="inference")


def choose_classifier(
    classes: list[str],
    options: Inference,
    train_images: ScaledImages | None = None,
    **artifacts: Any,
) -> dict[str, Any]:
    """Choose the requested model, or else the one of `choose_default`, and describe it.

    The description of `describe_classifier` gains the model's `input_spec`. `artifacts` are the
    existing datasets of `TRAINED` and `PREDICTIONS`.

    Raises:
        InputError: the model has not been run, or the packaged network knows other classes.
    """
    judged = find_predictions(**artifacts)
    trained = {*artifacts.get("model", {}), *artifacts.get("network", {})}
    members = artifacts.get("weights")
    if members is not None and trained.issuperset(members["model"]):
        trained.add(model_names.ENSEMBLE)
    names = () if train_images is None else model_names.NAMES
    run = {name: judged[name] for name in names if name in trained and name in judged}
    released: PictureModel = artifacts["released"]
    knows_classes = released.classes == classes
    model = options.model or choose_default(run, knows_classes)
    if model == model_names.RELEASED and not knows_classes:
        raise InputError(
            f"Expected a model of the classes {', '.join(classes)}. Received {model!r}, which "
            f"knows {', '.join(released.classes)}: choose another `inference.model`."
        )
    available = [*run, model_names.RELEASED] if knows_classes else [*run]
    if model not in available:
        option = "pipelines" if model == model_names.ROBUST else "namespaces"
        raise InputError(
            f"Expected a model that has been run: {', '.join(available) or 'none has'}. "
            f"Received {model!r}: run {kedro_command('run')} --{option}={model} first."
        )
    if model == model_names.RELEASED or train_images is None:
        return dict(released.classifier)
    judged_on, load = run[model]
    is_network = model in model_names.ALL_NETWORKS
    shape = artifacts["network"][model]().input_shape if is_network else train_images.shape
    spec = InputSpec(list(shape[1:]), have_black_corners(train_images.pixels))
    described = answers.describe_classifier(model, load(), judged_on, classes, options)
    return described | {"input_spec": spec._asdict()}


def classify(
    classifier: dict[str, Any],
    conversions: list[dict[str, Any]],
    seen: Images,
    options: dict[str, Any],
    train_images: ScaledImages | None = None,
    **artifacts: Any,
) -> tuple[Table, Floats]:
    """Classify each picture; explain the predictions of a network with Grad-CAM."""
    model = load_model(classifier, options, train_images, artifacts)
    reasons = {described["file"]: described["reason"] for described in conversions}
    table, labels = model.classify(reasons, seen)
    return table, model.explain(seen, labels)


def find_predictions(
    validation_predictions: Predictions | None = None,
    randomised_validation_predictions: Predictions | None = None,
    photograph_predictions: Table | None = None,
    robust_provenance: dict[str, Any] | None = None,
    **_: Any,
) -> Judged:
    """Find the predictions that judge each model, on the images most like users' pictures.

    Predictions of photographs count only if the robust network was trained with photographs:
    otherwise an earlier network made them. Return the name of these images and a loader of the
    predictions by model.
    """
    plain, randomised = validation_predictions or {}, randomised_validation_predictions or {}
    found: Judged = {model: ("validation images", load) for model, load in plain.items()}
    on_backgrounds = "validation images on backgrounds"
    found |= {model: (on_backgrounds, load) for model, load in randomised.items()}
    trained_with = (robust_provenance or {}).get("parameters", {})
    if photograph_predictions is not None and "photographs" in trained_with:
        found[model_names.ROBUST] = (PHOTOGRAPHS, lambda: photograph_predictions)
    return found


def choose_default(run: Judged, released_fits: bool) -> str:
    """Choose the model that classifies pictures by default.

    This is the robust network if photographs judged it, else the packaged network. For other
    classes it is the first that has been run: the robust network, the best network on validation
    images, since networks explain their predictions, or the best classical model there.
    """
    judged_on, _ = run.get(model_names.ROBUST, (None, None))
    if released_fits and judged_on != PHOTOGRAPHS:
        return model_names.RELEASED
    if model_names.ROBUST in run:
        return model_names.ROBUST
    for kind in (model_names.NETWORKS, model_names.CLASSICAL):
        predictions = {model: run[model][1]() for model in kind if model in run}
        if predictions:
            return next(iter(by_accuracy(predictions)))
    return model_names.ROBUST

"""Which models can be asked, what they are judged by, and what they take."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from fashion_mnist import evaluation, images, pictures
from fashion_mnist.parameters import model_names

PARTNERS_WEIGHT = 0.2  # the best of 0 to 0.5 for 527 photographs that no network had seen
PHOTOGRAPHS = "photographs"  # what a model is judged on if it can be

Predictions = dict[str, Callable[[], evaluation.Table]]
Judged = dict[str, tuple[str, Callable[[], evaluation.Table]]]  # on what, and by what


def find_predictions(
    validation_predictions: Predictions | None = None,
    randomised_validation_predictions: Predictions | None = None,
    photograph_predictions: evaluation.Table | None = None,
    **_: Any,
) -> Judged:
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


def choose_default(run: Judged) -> str:
    """Who answers pictures by default, of the models that have been run.

    It is the robust network, which is made for them; without it the network that is most accurate
    on the validation images, since networks explain their answers; or the classical model that is.
    """
    if model_names.ROBUST in run:
        return model_names.ROBUST
    networks, classical = (
        {model: run[model] for model in kind if model in run}
        for kind in (model_names.NETWORKS, model_names.CLASSICAL)
    )
    accuracies = {
        model: evaluation.predictions.score(load())["accuracy"]
        for model, (_, load) in (networks or classical).items()
    }
    return evaluation.comparison.choose_best(accuracies, accuracies) or model_names.ROBUST


def find_weights(model: str, trained: Collection[str], given: Collection[str]) -> dict[str, float]:
    """The weights of the models that answer together, first that of the model itself.

    The robust network has a partner if both were asked about the same validation pictures, by which
    the threshold is then chosen. If it has seen real photographs it answers them better alone
    (docs/own_pictures.md).
    """
    has_partner = model_names.PARTNER in trained and "partner_predictions" in given
    if model == model_names.ROBUST and has_partner and "photograph_predictions" not in given:
        return {model: 1 - PARTNERS_WEIGHT, model_names.PARTNER: PARTNERS_WEIGHT}
    return {model: 1.0}


def pool_predictions(
    weights: dict[str, float],
    own: evaluation.Table,
    of_partner: evaluation.Table | None,
    classes: list[str],
) -> evaluation.Table:
    """The predictions of those that answer together, of what the model is judged by."""
    if of_partner is None or len(weights) == 1:
        return own
    rows = [{"model": name, "weight": weight} for name, weight in weights.items()]
    tables = dict(zip(weights, (own, of_partner), strict=True))
    return evaluation.ensemble.combine(evaluation.rows.tabulate_rows(rows), tables, classes)


def find_trained(**of_each_model: Any) -> set[str]:
    """The models that can be asked; the ensemble if all its members can."""
    trained = {*of_each_model.get("model", {}), *of_each_model.get("network", {})}
    weights = of_each_model.get("weights")
    has_members = weights is not None and trained.issuperset(weights["model"])
    return trained | {model_names.ENSEMBLE} if has_members else trained


def find_taken(
    model: str, train_images: images.AnyImages, of_each_model: dict[str, Any]
) -> pictures.Taken:
    """What images a model takes: a network says so itself, the others take the training images."""
    shape = list(train_images.shape[1:])
    cut_out = images.profile.have_black_corners(train_images)
    if model not in model_names.networks():
        return pictures.Taken(shape, shape, cut_out)
    return pictures.Taken(list(of_each_model["network"][model]().input_shape[1:]), shape, cut_out)

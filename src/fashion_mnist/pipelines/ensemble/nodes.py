"""Nodes of the ensemble pipeline."""

from __future__ import annotations

from fashion_mnist import evaluation


def weigh(classes: list[str], **validation_predictions: evaluation.Table) -> evaluation.Table:
    """Choose how much each model counts, on the validation images."""
    return evaluation.ensemble.weigh_models(validation_predictions, classes)


def predict(
    weights: evaluation.Table, classes: list[str], **predictions: evaluation.Table
) -> evaluation.Table:
    """Combine what the models predict."""
    return evaluation.ensemble.combine(weights, predictions, classes)


def predict_out_of_fold(
    classes: list[str], seed: int, **validation_predictions: evaluation.Table
) -> evaluation.Table:
    """Combine what the models predict of the validation images, by weights chosen on others."""
    return evaluation.ensemble.cross_fit(validation_predictions, classes, seed)


def add_up_costs(weights: evaluation.Table, **costs: dict[str, float]) -> dict[str, float]:
    """Add up what the members cost."""
    return evaluation.ensemble.add_up_costs(weights, costs)


def gather_provenances(**provenances: dict[str, object]) -> dict[str, dict[str, object]]:
    """Tell by model with what those that are combined were fitted."""
    return provenances

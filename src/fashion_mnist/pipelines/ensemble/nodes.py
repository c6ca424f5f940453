"""Nodes of the ensemble pipeline."""

from __future__ import annotations

from fashion_mnist.evaluation import ensemble
from fashion_mnist.evaluation.predictions import Table


def weigh(classes: list[str], **validation_predictions: Table) -> Table:
    """Choose how much each model counts, on the validation images."""
    return ensemble.weigh_models(validation_predictions, classes)


def predict(weights: Table, classes: list[str], **predictions: Table) -> Table:
    """Combine what the models predict."""
    return ensemble.combine(weights, predictions, classes)


def predict_out_of_fold(classes: list[str], seed: int, **validation_predictions: Table) -> Table:
    """Combine what the models predict of the validation images, by weights chosen on others."""
    return ensemble.cross_fit(validation_predictions, classes, seed)


def add_up_costs(weights: Table, **costs: dict[str, float]) -> dict[str, float]:
    """Add up what the members cost."""
    return ensemble.add_up_costs(weights, costs)


def gather_provenances(**provenances: dict[str, object]) -> dict[str, dict[str, object]]:
    """Tell by model with what those that are combined were fitted."""
    return provenances

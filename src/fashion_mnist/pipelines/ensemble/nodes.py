"""Nodes of the ensemble pipeline."""

from __future__ import annotations

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import pandas as pd

    from fashion_mnist import combination


def weigh(classes: list[str], **validation_predictions: pd.DataFrame) -> pd.DataFrame:
    """Choose how much each model counts, on the validation images."""
    return combination.weigh_models(validation_predictions, classes)


def predict(weights: pd.DataFrame, classes: list[str], **predictions: pd.DataFrame) -> pd.DataFrame:
    """Combine what the models predict."""
    return combination.combine(weights, predictions, classes)


def add_up_costs(weights: pd.DataFrame, **costs: dict) -> dict:
    """Add up what the members cost."""
    return combination.add_up_costs(weights, costs)

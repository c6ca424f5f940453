"""Combining models: a weighted mean of their probabilities.

Predictions are tables as in `metrics`, all of the same images in the same order.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from fashion_mnist.arrays import Floats
from fashion_mnist.metrics import tabulate_predictions

NEGLIGIBLE = 0.01  # members of less weight are left out


def weigh_models(predictions: Mapping[str, pd.DataFrame], classes: Sequence[str]) -> pd.DataFrame:
    """The weights that give the mean of the models' probabilities the least log loss.

    Returns:
        A row for each model that is worth its while, the heaviest first: `model` and `weight`,
        which add up to 1 (a linear opinion pool: Stone, 1961).
    """
    weights = fit_weights(
        np.array([_probabilities_of_truth(table, classes) for table in predictions.values()])
    )
    weights = np.where(weights < NEGLIGIBLE, 0, weights)
    table = pd.DataFrame({"model": list(predictions), "weight": weights / weights.sum()})
    return table[table["weight"] > 0].sort_values("weight", ascending=False, ignore_index=True)


def fit_weights(of_truth: Floats) -> Floats:
    """Weights (m,) from the probability (m, n) that each model gives to the true class."""
    likely = np.maximum(of_truth.astype(np.float64), 1e-6)
    found = minimize(
        lambda weights: -np.log(weights @ likely).mean(),
        np.full(len(likely), 1 / len(likely)),
        jac=lambda weights: -(likely / (weights @ likely)).mean(axis=1),
        bounds=[(0, 1)] * len(likely),
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1},
    )
    return np.asarray(found.x)


def combine(
    weights: pd.DataFrame, predictions: Mapping[str, pd.DataFrame], classes: Sequence[str]
) -> pd.DataFrame:
    """The table of predictions of the weighted mean."""
    members = [predictions[model] for model in weights["model"]]
    stacked = np.array([table[list(classes)].to_numpy() for table in members])  # (m, n, c)
    mean = np.tensordot(weights["weight"].to_numpy(), stacked, axes=1)
    return tabulate_predictions(members[0]["y_true"].to_numpy(), mean, classes)


def add_up_costs(
    weights: pd.DataFrame, costs: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """What fitting, keeping and asking all members costs."""
    members = [costs[model] for model in weights["model"]]
    return {key: sum(cost[key] for cost in members) for key in members[0]}


def _probabilities_of_truth(predictions: pd.DataFrame, classes: Sequence[str]) -> Floats:
    probabilities = predictions[list(classes)].to_numpy()
    return np.asarray(probabilities[np.arange(len(predictions)), predictions["y_true"]])

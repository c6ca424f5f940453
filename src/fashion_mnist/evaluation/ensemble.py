"""Ensemble of models: a weighted sum of the logarithms of their probabilities.

Predictions are tables as in `predictions`, all of the same images in the same order.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.evaluation.predictions import log_probabilities, tabulate_predictions
from fashion_mnist.images.arrays import Labels
from fashion_mnist.images.splitting import assign_folds

Values = NDArray[np.floating]
FOLDS = 5
NEGLIGIBLE = 0.05  # models with a smaller share of the total weight are left out


def weigh_models(classes: Sequence[str], **validation_predictions: pd.DataFrame) -> pd.DataFrame:
    """Fit the weights of a logarithmic opinion pool (Genest and Zidek, 1986) by log loss.

    The weights need not add up to 1, so they also correct models that are too confident or not
    confident enough. The largest comes first; models with a negligible weight are left out.
    """
    models = np.array(list(validation_predictions))
    labels = next(iter(validation_predictions.values()))["y_true"].to_numpy()
    tables = validation_predictions.values()
    logarithms = log_probabilities([table[list(classes)].to_numpy() for table in tables])
    weights = fit_weights(logarithms, labels)
    is_member = weights >= NEGLIGIBLE * weights.sum()
    weights = fit_weights(logarithms[is_member], labels)
    table = pd.DataFrame({"model": models[is_member], "weight": weights})
    return table.sort_values("weight", ascending=False, ignore_index=True)


def fit_weights(logarithms: Values, labels: Labels) -> Values:
    """Return the weights (m,) of log probabilities (m, n, n_classes) that minimise log loss."""
    from scipy.optimize import minimize
    from scipy.special import log_softmax

    m, n, _ = logarithms.shape

    def loss(weights: Values) -> float:
        pooled = log_softmax(np.tensordot(weights, logarithms, axes=1), axis=1)
        return -float(pooled[np.arange(n), labels].mean())

    return np.asarray(minimize(loss, np.full(m, 1 / m), bounds=[(0, None)] * m).x)


def combine(
    weights: pd.DataFrame, classes: Sequence[str], **predictions: pd.DataFrame
) -> pd.DataFrame:
    """Return the table of predictions of the weighted pool."""
    members = [predictions[model] for model in weights["model"]]
    probabilities = [table[list(classes)].to_numpy() for table in members]
    pooled = pool(weights["weight"].to_numpy(), probabilities)
    return tabulate_predictions(members[0]["y_true"].to_numpy(), pooled, classes)


def pool(weights: Values | Sequence[float], probabilities: Sequence[Values]) -> Values:
    """Pool the probabilities of m models, each (n, n_classes), by their weights (m,)."""
    from scipy.special import softmax

    pooled = np.tensordot(weights, log_probabilities(probabilities), axes=1)
    return np.asarray(softmax(pooled, axis=1))


def pool_equally(probabilities: Sequence[Values]) -> Values:
    """Pool probabilities with equal weights that add up to 1: the normalised geometric mean."""
    return pool(np.full(len(probabilities), 1 / len(probabilities)), probabilities)


def cross_fit(
    classes: Sequence[str], seed: int, **validation_predictions: pd.DataFrame
) -> pd.DataFrame:
    """Return predictions of all images by pools that were fitted on other images.

    Each fold is predicted by a pool fitted on the other folds. These predictions are out of sample,
    like those of the test images, so a temperature or threshold fitted on them suits both.
    """
    labels = next(iter(validation_predictions.values()))["y_true"].to_numpy()
    fold_of = assign_folds(labels, min(FOLDS, len(labels)), seed)
    parts = []
    for fold in np.unique(fold_of):
        inside, outside = (
            {model: table[is_part] for model, table in validation_predictions.items()}
            for is_part in (fold_of == fold, fold_of != fold)
        )
        parts.append(combine(weigh_models(classes, **outside), classes, **inside))
    order = np.argsort(fold_of, kind="stable")  # the image indices in the order of `parts`
    return pd.concat(parts).set_axis(order).sort_index().reset_index(drop=True)


def add_up_costs(weights: pd.DataFrame, **costs: Mapping[str, float]) -> dict[str, float]:
    """Add up the costs of fitting, storing and predicting with all members."""
    members = [costs[model] for model in weights["model"]]
    return {key: sum(cost[key] for cost in members) for key in members[0]}

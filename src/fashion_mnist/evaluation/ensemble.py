"""Ensemble of models, which sums weighted logarithms of probabilities of the same images."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import scipy

from fashion_mnist.evaluation.intervals import Values
from fashion_mnist.evaluation.predictions import log_probabilities, tabulate_predictions
from fashion_mnist.images.arrays import Labels
from fashion_mnist.images.splitting import assign_folds

FOLDS = 5
NEGLIGIBLE = 0.05  # models with a smaller share of the total weight are left out


def fit_pool_weights(classes: Sequence[str], **validation: pd.DataFrame) -> pd.DataFrame:
    """Fit the weights of a logarithmic opinion pool (Genest and Zidek, 1986) by log loss.

    The weights need not add up to 1, so they also correct models that are too confident or not
    confident enough. The largest comes first; models with a negligible weight are left out.
    """
    models, tables = np.array(list(validation)), list(validation.values())
    labels = tables[0]["y_true"].to_numpy()
    logarithms = log_probabilities([table[list(classes)].to_numpy() for table in tables])
    weights = fit_weights(logarithms, labels)
    is_member = weights >= NEGLIGIBLE * weights.sum()
    weights = fit_weights(logarithms[is_member], labels)
    table = pd.DataFrame({"model": models[is_member], "weight": weights})
    return table.sort_values("weight", ascending=False, ignore_index=True)


def fit_weights(logarithms: Values, labels: Labels) -> Values:
    """Return the weights (m,) of log probabilities (m, n, n_classes) that minimise log loss."""
    m, n, _ = logarithms.shape

    def loss(weights: Values) -> float:
        pooled = scipy.special.log_softmax(np.tensordot(weights, logarithms, axes=1), axis=1)
        return -float(pooled[np.arange(n), labels].mean())

    start, bounds = np.full(m, 1 / m), [(0, None)] * m
    return np.asarray(scipy.optimize.minimize(loss, start, bounds=bounds).x)


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
    pooled = np.tensordot(weights, log_probabilities(probabilities), axes=1)
    return np.asarray(scipy.special.softmax(pooled, axis=1))


def pool_equally(probabilities: Sequence[Values]) -> Values:
    """Pool probabilities with equal weights that add up to 1: the normalised geometric mean."""
    return pool(np.full(len(probabilities), 1 / len(probabilities)), probabilities)


def cross_fit(classes: Sequence[str], seed: int, **validation: pd.DataFrame) -> pd.DataFrame:
    """Return predictions of each fold of the images by a pool that was fitted on the other folds.

    They are out of sample, like predictions of the test images, so a temperature or threshold
    fitted on them suits both.
    """
    labels = next(iter(validation.values()))["y_true"].to_numpy()
    fold_of = assign_folds(labels, min(FOLDS, len(labels)), seed)
    parts = []
    for fold in np.unique(fold_of):
        inside, outside = (
            {model: table[is_part] for model, table in validation.items()}
            for is_part in (fold_of == fold, fold_of != fold)
        )
        parts.append(combine(fit_pool_weights(classes, **outside), classes, **inside))
    order = np.argsort(fold_of, kind="stable")  # the image indices in the order of `parts`
    return pd.concat(parts).set_axis(order).sort_index().reset_index(drop=True)


def sum_costs(weights: pd.DataFrame, **costs: Mapping[str, float]) -> dict[str, float]:
    """Sum the costs of fitting, storing and predicting with all members."""
    members = [costs[model] for model in weights["model"]]
    return {key: sum(cost[key] for cost in members) for key in members[0]}

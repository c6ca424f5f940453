"""Which labels are probably wrong.

Predictions are tables as in `predictions`.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from fashion_mnist.classical.types import Estimator
from fashion_mnist.evaluation.predictions import join_tables, tabulate_predictions
from fashion_mnist.images.arrays import Floats, Labels
from fashion_mnist.parameters.errors import InputError


def predict_out_of_fold(
    fit: Callable[[Floats, Labels], Estimator],
    examples: tuple[Floats, Labels],
    classes: Sequence[str],
    folds: int,
    seed: int,
) -> pd.DataFrame:
    """Predict each of the images (n, n_features), with labels (n,), by a model fitted on others.

    `fit` gives a model fitted on the images and labels of the other folds.

    Raises:
        InputError: a class has fewer images than there are folds.
    """
    from sklearn.model_selection import StratifiedKFold

    flat, labels = examples
    fewest = int(np.bincount(labels, minlength=len(classes)).min())
    if fewest < folds:
        raise InputError(
            f"Expected at least {folds} training images of each class, one for each fold. Received "
            f"{fewest} of one: lower `data_quality.folds`, or add images."
        )
    parts = StratifiedKFold(folds, shuffle=True, random_state=seed)
    probabilities = np.zeros((len(flat), len(classes)))
    for others, fold in parts.split(flat, labels):
        probabilities[fold] = fit(flat[others], labels[others]).predict_proba(flat[fold])
    return tabulate_predictions(labels, probabilities, classes)


def find_errors(predictions: Mapping[str, pd.DataFrame], classes: Sequence[str]) -> pd.DataFrame:
    """The images whose label is probably wrong, by confident learning, the likeliest first.

    Northcutt, Jiang and Chuang, 2021, "Confident Learning: Estimating Uncertainty in Dataset
    Labels", arXiv:1911.00068: the images that both pruning by class and by noise rate point out.

    Args:
        predictions: of each part of the data, by models that were not trained on it.
        classes: the names of the classes.

    Returns:
        `part`, `index` in it, the `given` and the `suggested` class, and the `score`, the
        probability of the given class.
    """
    found = {part: _find_errors(table, classes) for part, table in predictions.items()}
    table = join_tables(found).rename(columns={"model": "part"})
    return table.sort_values("score", kind="stable", ignore_index=True)


def _find_errors(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    labels = predictions["y_true"].to_numpy()
    probabilities = predictions[list(classes)].to_numpy()
    is_wrong = find_label_issues(labels, probabilities, filter_by="both", n_jobs=1)
    names = np.asarray(classes, dtype=object)
    return pd.DataFrame(
        {
            "index": np.flatnonzero(is_wrong),
            "given": names[labels[is_wrong]],
            "suggested": names[probabilities[is_wrong].argmax(axis=1)],
            "score": get_label_quality_scores(labels, probabilities)[is_wrong],
        }
    )

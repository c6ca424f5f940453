"""What is left to a model that may leave the images of which it is least certain to a person.

Predictions are tables as in `predictions`, by the name of their model.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.evaluation.intervals import add_wilson, lower_bound
from fashion_mnist.evaluation.predictions import list_rows

COVERAGES = (1.0, 0.99, 0.95, 0.9, 0.8)
THRESHOLDS = tuple(percent / 100 for percent in range(99, 49, -1))  # 0.99, 0.98, ..., 0.5
STARTS = (0.99, 0.95, 0.9, 0.8, 0.7)  # from where they are tested one after another
RISK = 0.05  # the chance that a threshold does not keep what it promises


def choose_thresholds(
    classes: Sequence[str], **validation_predictions: pd.DataFrame
) -> pd.DataFrame:
    """The confidence that a prediction must have, so that the model covers a share of the images.

    Returns:
        A row for each model and `coverage`: the `threshold` that at least this share of the
        predictions reach.
    """
    rows = [
        (model, coverage, _threshold(_confidence(table, classes), coverage))
        for model, table in validation_predictions.items()
        for coverage in COVERAGES
    ]
    return pd.DataFrame(rows, columns=["model", "coverage", "threshold"])


def _threshold(confidence: NDArray[np.floating], coverage: float) -> float:
    return float(np.quantile(confidence, 1 - coverage, method="lower")) if coverage < 1 else 0.0


def measure_coverage(
    predictions: Mapping[str, pd.DataFrame], thresholds: pd.DataFrame, classes: Sequence[str]
) -> pd.DataFrame:
    """The accuracy on the images of which a model is certain enough (El-Yaniv and Wiener, 2010).

    Returns:
        A row for each model and `coverage` aimed at: its `threshold`; the number of `images` that
        reach it, their share `covered`, and how many are classified rightly (`right`); the
        `accuracy` on these with its 95% interval from `low` to `high` (Wilson, 1927).
    """
    rows = [
        row | _count_covered(table, row["threshold"], classes)
        for model, table in predictions.items()
        for row in list_rows(thresholds[thresholds["model"] == model])
    ]
    table = pd.DataFrame(rows)
    return add_wilson(table.assign(accuracy=table["right"] / table["images"]))


def _count_covered(
    predictions: pd.DataFrame, threshold: float, classes: Sequence[str]
) -> dict[str, float]:
    is_covered = _confidence(predictions, classes) >= threshold
    is_right = predictions["y_true"] == predictions["y_pred"]
    return {
        "images": int(is_covered.sum()),
        "covered": float(is_covered.mean()),
        "right": int((is_covered & is_right).sum()),
    }


def select_risk_controlled_threshold(
    predictions: pd.DataFrame, classes: Sequence[str], accuracy: float
) -> float | None:
    """The lowest of `THRESHOLDS` from which predictions can be promised to be as accurate as asked.

    On other images like these the promise holds, but for a chance of `RISK`: the thresholds, which
    do not depend on the images, are tested from a strict one down until one fails, from each of
    `STARTS` at an equal part of that chance (fixed-sequence testing with several starts, as in
    Angelopoulos et al., 2021, "Learn then Test", arXiv:2110.01052). A network that learned from
    smoothed labels never reaches the strictest ones, hence the others. From the lowest confidence
    at which these very images are right often enough, others would be so only about every second
    time.

    If the images also chose the model or its parameters, the promise is nominal: they look more
    accurate than others.

    Returns:
        None if no threshold can promise it.
    """
    confidence = _confidence(predictions, classes)
    is_right = (predictions["y_true"] == predictions["y_pred"]).to_numpy()
    promised = []
    for start in STARTS:
        for threshold in THRESHOLDS[THRESHOLDS.index(start) :]:
            right = is_right[confidence >= threshold]
            if lower_bound(int(right.sum()), len(right), RISK / len(STARTS)) < accuracy:
                break
            promised.append(threshold)
    return min(promised, default=None)


def _confidence(predictions: pd.DataFrame, classes: Sequence[str]) -> NDArray[np.float64]:
    return np.asarray(predictions[list(classes)].max(axis=1), np.float64)

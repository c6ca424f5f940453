"""What is left to a model that may leave the images of which it is least certain to a person.

Predictions are tables as in `predictions`, by the name of their model.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, takewhile

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.evaluation.intervals import add_wilson, lower_bound
from fashion_mnist.evaluation.rows import list_rows

COVERAGES = (1.0, 0.99, 0.95, 0.9, 0.8)
STARTS = (0.3, 0.6)  # shares of the images that the first thresholds let through
STEP = 0.02  # by which they grow from one threshold to the next
RISK = 0.05  # the chance that a threshold does not keep what it promises


def choose_thresholds(
    predictions: Mapping[str, pd.DataFrame], classes: Sequence[str]
) -> pd.DataFrame:
    """The confidence that a prediction must have, so that the model covers a share of the images.

    Returns:
        A row for each model and `coverage`: the `threshold` that at least this share of the
        predictions reach.
    """
    rows = [
        (model, coverage, _threshold(_confidence(table, classes), coverage))
        for model, table in predictions.items()
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


def promise_accuracy(
    predictions: pd.DataFrame, classes: Sequence[str], accuracy: float
) -> float | None:
    """The lowest confidence from which predictions can be promised to be as accurate as asked.

    On other images like these the promise holds, but for a chance of `RISK`: thresholds are tested
    from a strict one on until one fails, from each of `STARTS` at an equal part of that chance
    (fixed sequence testing, as in Angelopoulos et al., 2021, "Learn then Test", arXiv:2110.01052).
    From the lowest confidence at which these very images are right often enough, others would be so
    only about every second time.

    Returns:
        None if no threshold can promise it.
    """
    confidence = _confidence(predictions, classes)
    is_right = (predictions["y_true"] == predictions["y_pred"]).to_numpy()

    def is_kept(threshold: float) -> bool:
        right = is_right[confidence >= threshold]
        return lower_bound(int(right.sum()), len(right), RISK / len(STARTS)) >= accuracy

    sequences = (takewhile(is_kept, _loosen(confidence, start)) for start in STARTS)
    return min(chain.from_iterable(sequences), default=None)


def _loosen(confidence: NDArray[np.float64], start: float) -> list[float]:
    """From the threshold that lets the share `start` of the images through to one for all."""
    n = len(confidence)
    counts = np.ceil(np.append(np.arange(start * n, n, STEP * n), n)).clip(max=n).astype(int)
    return [float(threshold) for threshold in np.sort(confidence)[::-1][counts - 1]]


def _confidence(predictions: pd.DataFrame, classes: Sequence[str]) -> NDArray[np.float64]:
    return np.asarray(predictions[list(classes)].max(axis=1), np.float64)

"""Whether probabilities mean what they say, and what they are good for.

Predictions are tables as in `predictions`, by the name of their model. What is chosen is chosen on
validation predictions; what is measured is measured on test predictions.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.evaluation.intervals import add_wilson, lower_bound
from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.images.arrays import Labels

Values = NDArray[np.floating]

BINS = 15  # of equal width, as in Guo et al. (2017)
SIMULATIONS = 100
SMALLEST = float(np.finfo(np.float32).eps)  # what a probability of zero counts as: 1.2e-7

COVERAGES = (1.0, 0.99, 0.95, 0.9, 0.8)
THRESHOLDS = tuple(percent / 100 for percent in range(99, 49, -1))  # 0.99, 0.98, ..., 0.5
STARTS = (0.99, 0.95, 0.9, 0.8, 0.7)  # from where they are tested one after another
RISK = 0.05  # the chance that a threshold does not keep what it promises


def fit_temperatures(
    classes: Sequence[str], **validation_predictions: pd.DataFrame
) -> pd.DataFrame:
    """The temperature of each model: columns `model` and `temperature`."""
    temperatures = {
        model: fit_temperature(table[list(classes)].to_numpy(), table["y_true"].to_numpy())
        for model, table in validation_predictions.items()
    }
    return pd.DataFrame(temperatures.items(), columns=["model", "temperature"])


def fit_temperature(probabilities: Values, labels: Labels) -> float:
    """The temperature with the least log loss (Guo et al., 2017, arXiv:1706.04599).

    Args:
        probabilities: (n, n_classes).
        labels: (n,).
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    logits, rows = _logits(probabilities), np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -float(scaled[rows, labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-5, 5)).x))


def rescale(probabilities: Values, temperature: float) -> Values:
    """Probabilities (n, n_classes) at a temperature: flatter above 1, sharper below."""
    from scipy.special import softmax

    return np.asarray(softmax(_logits(probabilities) / temperature, axis=1))


def _logits(probabilities: Values) -> Values:
    return np.log(np.maximum(probabilities.astype(np.float64), SMALLEST))


def measure(
    predictions: Mapping[str, pd.DataFrame],
    temperatures: pd.DataFrame,
    classes: Sequence[str],
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure the probabilities of each model, as they are and at its temperature.

    Returns:
        A row for each model, `scaled` or not: what `score` gives. And its bins of confidence: what
        `bin_by_confidence` gives.
    """
    scores, bins = [], []
    fitted: dict[str, float] = dict(temperatures.itertuples(index=False))
    for model, table in predictions.items():
        labels = table["y_true"].to_numpy()
        temperatures_of = {False: 1.0, True: fitted[model]} if model in fitted else {}
        for scaled, temperature in temperatures_of.items():
            probabilities = rescale(table[list(classes)].to_numpy(), temperature)
            case: dict[str, Any] = {"model": model, "scaled": scaled}
            scores.append(case | {"temperature": temperature} | score(probabilities, labels, seed))
            bins.append(bin_by_confidence(probabilities, labels).assign(**case))
    return pd.DataFrame(scores), pd.concat(bins, ignore_index=True)


def score(probabilities: Values, labels: Labels, seed: int) -> dict[str, float]:
    """How good probabilities (n, n_classes) are for labels (n,); the lower, the better.

    Returns:
        The expected calibration error `ece`, and what chance alone would make of it if the
        probabilities were right, `ece_by_chance` (Vaicenavicius et al., 2019, arXiv:1902.06977);
        `brier`, the squared distance from the truth, summed over the classes (Brier, 1950: 0 to
        2); and `log_loss`, in nats.
    """
    from sklearn.metrics import brier_score_loss, log_loss

    confidence, right = _judge(probabilities, labels)
    draws = np.random.default_rng(seed).random((SIMULATIONS, len(labels)))
    every_class = range(probabilities.shape[1])
    return {
        "ece": float(expected_calibration_error(confidence, right)),
        "ece_by_chance": expected_calibration_error(confidence, draws < confidence).mean(),
        "brier": brier_score_loss(labels, probabilities, labels=every_class, scale_by_half=False),
        "log_loss": log_loss(labels, probabilities, labels=every_class),
    }


def expected_calibration_error(confidence: Values, right: NDArray[np.bool_]) -> Values:
    """Naeini et al. (2015) and Guo et al. (2017): the mean gap of accuracy and confidence.

    The confidence in the predicted class is divided into 15 bins of equal width, closed to the
    right; the gap of each counts by the share of the images that it holds.

    Args:
        confidence: (n,), above 0 and up to 1.
        right: (..., n), whether each prediction is right.
    """
    member = np.eye(BINS)[_bin(confidence) - 1]  # (n, BINS)
    return np.asarray(np.abs((right - confidence) @ member).sum(axis=-1) / len(confidence))


def bin_by_confidence(probabilities: Values, labels: Labels) -> pd.DataFrame:
    """A row for each of the 15 bins that holds images: `bin`, from 1; how many `images`; their mean
    `confidence` and their `accuracy`."""
    confidence, right = _judge(probabilities, labels)
    table = pd.DataFrame({"bin": _bin(confidence), "confidence": confidence, "right": right})
    return table.groupby("bin", as_index=False).agg(
        images=("right", "size"), confidence=("confidence", "mean"), accuracy=("right", "mean")
    )


def _judge(probabilities: Values, labels: Labels) -> tuple[Values, NDArray[np.bool_]]:
    return probabilities.max(axis=1), probabilities.argmax(axis=1) == labels


def _bin(confidence: Values) -> NDArray[np.intp]:
    return np.ceil(confidence * BINS).astype(int)


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

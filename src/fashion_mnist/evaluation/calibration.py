"""Calibration of probabilities, and accuracy of confident predictions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from fashion_mnist.evaluation.intervals import Values, add_wilson, lower_bound
from fashion_mnist.evaluation.predictions import Tables, list_rows, log_probabilities
from fashion_mnist.images.arrays import Labels
from fashion_mnist.parameters.lazy import sklearn

BINS = 15  # of equal width, as in Guo et al. (2017)
SIMULATIONS = 100

COVERAGES = np.array([1.0, 0.99, 0.95, 0.9, 0.8])
THRESHOLDS = tuple(percent / 100 for percent in range(99, 49, -1))  # 0.99, 0.98, ..., 0.5
STARTS = (0.99, 0.95, 0.9, 0.8, 0.7)  # several, as few predictions reach the strictest ones
RISK = 0.05  # the probability that a guaranteed accuracy does not hold


def fit_temperatures(classes: Sequence[str], **validation: pd.DataFrame) -> pd.DataFrame:
    """Fit the temperature of each model and return columns `model` and `temperature`."""
    temperatures = {
        model: fit_temperature(table[list(classes)].to_numpy(), table["y_true"].to_numpy())
        for model, table in validation.items()
    }
    return pd.DataFrame(temperatures.items(), columns=["model", "temperature"])


def fit_temperature(probabilities: Values, labels: Labels) -> float:
    """Return the temperature that minimises log loss (Guo et al., 2017, arXiv:1706.04599)."""
    logits, rows = log_probabilities(probabilities), np.arange(len(labels))

    def loss(log_temperature: float) -> float:
        scaled = scipy.special.log_softmax(logits / np.exp(log_temperature), axis=1)
        return -float(scaled[rows, labels].mean())

    return float(np.exp(scipy.optimize.minimize_scalar(loss, bounds=(-5, 5)).x))


def rescale(probabilities: Values, temperature: float) -> Values:
    """Rescale probabilities (n, n_classes): temperatures above 1 flatten them, below 1 sharpen."""
    logits = log_probabilities(probabilities)
    return np.asarray(scipy.special.softmax(logits / temperature, axis=1))


def measure(
    predictions: Tables, temperatures: pd.DataFrame, classes: Sequence[str], seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score each model's probabilities before and after temperature scaling.

    Both tables have the columns `model` and `scaled`, and skip models without a temperature: the
    `temperature` and the scores from `score`, and the bins from `bin_by_confidence`.
    """
    scores, bins = [], []
    fitted: dict[str, float] = dict(temperatures.itertuples(index=False))
    for model in [name for name in predictions if name in fitted]:
        labels = predictions[model]["y_true"].to_numpy()
        for scaled, temperature in ((False, 1.0), (True, fitted[model])):
            probabilities = rescale(predictions[model][list(classes)].to_numpy(), temperature)
            case: dict[str, Any] = {"model": model, "scaled": scaled}
            scores.append(case | {"temperature": temperature} | score(probabilities, labels, seed))
            bins.append(bin_by_confidence(probabilities, labels).assign(**case))
    return pd.DataFrame(scores), pd.concat(bins, ignore_index=True)


def score(probabilities: Values, labels: Labels, seed: int) -> dict[str, float]:
    """Score probabilities (n, n_classes) against labels (n,); lower is better.

    Returns:
        `ece`, the expected calibration error; `ece_by_chance`, its mean for perfectly calibrated
        probabilities, estimated by simulation (Vaicenavicius et al., 2019, arXiv:1902.06977);
        `brier`, the squared distance from the true class, summed over the classes, from 0 to 2
        (Brier, 1950); and `log_loss`, in nats.
    """
    confidence, correct = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    simulated = np.random.default_rng(seed).random((SIMULATIONS, len(labels)))
    every_class = range(probabilities.shape[1])
    return {
        "ece": float(expected_calibration_error(confidence, correct)),
        "ece_by_chance": expected_calibration_error(confidence, simulated < confidence).mean(),
        "brier": sklearn.metrics.brier_score_loss(
            labels, probabilities, labels=every_class, scale_by_half=False
        ),
        "log_loss": sklearn.metrics.log_loss(labels, probabilities, labels=every_class),
    }


def expected_calibration_error(confidence: Values, right: NDArray[np.bool_]) -> Values:
    """Return the mean gap between accuracy and confidence (Naeini et al., 2015).

    As in Guo et al. (2017), the confidence in the predicted class (n,), above 0 and up to 1, is
    divided into 15 bins of equal width, closed on the right, and each bin's gap is weighted by its
    share of the images. `right` (..., n) is whether each prediction is correct.
    """
    membership = np.eye(BINS)[_bin_number(confidence) - 1]  # (n, BINS)
    return np.asarray(np.abs((right - confidence) @ membership).sum(axis=-1) / len(confidence))


def bin_by_confidence(probabilities: Values, labels: Labels) -> pd.DataFrame:
    """Return a row for each of the 15 confidence bins that holds images.

    The columns are `bin`, from 1; the number of `images`; their mean `confidence` and `accuracy`.
    """
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    table = pd.DataFrame({"bin": _bin_number(confidence), "confidence": confidence, "right": right})
    return table.groupby("bin", as_index=False).agg(
        images=("right", "size"), confidence=("confidence", "mean"), accuracy=("right", "mean")
    )


def _bin_number(confidence: Values) -> NDArray[np.intp]:
    return np.ceil(confidence * BINS).astype(int)


def choose_thresholds(classes: Sequence[str], **validation: pd.DataFrame) -> pd.DataFrame:
    """Choose for each model the `threshold` that a share `coverage` of its predictions reaches."""
    rows = []
    for model, table in validation.items():
        confidence = table[list(classes)].max(axis=1).astype(float)
        thresholds = np.quantile(confidence, 1 - COVERAGES, method="lower")
        thresholds[COVERAGES == 1] = 0
        rows += [(model, *pair) for pair in zip(COVERAGES, thresholds, strict=True)]
    return pd.DataFrame(rows, columns=["model", "coverage", "threshold"])


def measure_coverage(
    predictions: Tables, thresholds: pd.DataFrame, classes: Sequence[str]
) -> pd.DataFrame:
    """Measure accuracy where a model is confident enough (El-Yaniv and Wiener, 2010).

    Returns:
        A row for each model and target `coverage`: its `threshold`; the number of `images` that
        reach it, and their share `covered`; the number of correct predictions among them, `right`;
        and their `accuracy` with its 95% interval from `low` to `high` (Wilson, 1927).
    """
    rows = []
    for model, table in predictions.items():
        confidence = table[list(classes)].max(axis=1).astype(float)
        is_correct = table["y_true"] == table["y_pred"]
        for row in list_rows(thresholds[thresholds["model"] == model]):
            is_covered = confidence >= row["threshold"]
            counts = {"images": int(is_covered.sum()), "covered": float(is_covered.mean())}
            rows.append(row | counts | {"right": int((is_covered & is_correct).sum())})
    covered = pd.DataFrame(rows)
    return add_wilson(covered.assign(accuracy=covered["right"] / covered["images"]))


def select_risk_controlled_threshold(
    predictions: pd.DataFrame, classes: Sequence[str], accuracy: float
) -> float | None:
    """Return the lowest threshold that guarantees an accuracy, except with probability `RISK`.

    It is a threshold of `relative_confidence`, or None if no threshold passes. The guarantee holds
    for new images of the same distribution, but is nominal if these images also chose the model or
    its parameters. Each of `STARTS` begins a sequence of tests, from strict to lenient, that ends
    at the first failure; the sequences share `RISK` equally (fixed-sequence testing with several
    starts, Angelopoulos et al., 2021, "Learn then Test", arXiv:2110.01052).
    """
    confidence = relative_confidence(predictions[list(classes)].to_numpy())
    is_correct = (predictions["y_true"] == predictions["y_pred"]).to_numpy()
    accepted = []
    for start in STARTS:
        for threshold in THRESHOLDS[THRESHOLDS.index(start) :]:
            covered = is_correct[confidence >= threshold]
            if lower_bound(int(covered.sum()), len(covered), RISK / len(STARTS)) < accuracy:
                break
            accepted.append(threshold)
    return min(accepted, default=None)


def relative_confidence(probabilities: Values) -> Values:
    """Return the share of the most probable class in the sum of the two most probable ones, (n,).

    For photographs it separates correct from wrong predictions better than the largest probability.
    """
    second, first = np.sort(probabilities.astype(np.float64), axis=1).T[-2:]
    return np.asarray(first / (first + second))


def ood_score(probabilities: Values) -> Values:
    """Return the mean log probability of all classes, (n,).

    As an out-of-distribution score it suits networks whose training draws the predictions for
    images of no class towards the uniform distribution (Hendrycks et al., 2019, arXiv:1812.04606).
    """
    return np.asarray(log_probabilities(probabilities).mean(axis=1))

"""Whether probabilities mean what they say, and what they are good for.

Predictions are tables as in `predictions`, by the name of their model. What is chosen is chosen on
validation predictions; what is measured is measured on test predictions.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Labels

Values = NDArray[np.floating]

BINS = 15  # of equal width, as in Guo et al. (2017)
SIMULATIONS = 100
SMALLEST = float(np.finfo(np.float32).eps)  # what a probability of zero counts as: 1.2e-7


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

"""Calibration: whether a model that is 80% sure is right on 80% of such images.

Temperatures are fitted on validation predictions; scores are measured on test predictions.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .images import Labels

Values = NDArray[np.floating[Any]]

BINS = 15  # of equal width, as in Guo et al. (2017)
SMALLEST = float(np.finfo(np.float32).eps)  # in place of a probability of 0


def fit_temperatures(classes: list[str], **validation_predictions: pd.DataFrame) -> pd.DataFrame:
    """Fit the temperature of each model and return columns `model` and `temperature`."""
    temperatures = {
        model: fit_temperature(table[classes].to_numpy(), table["y_true"].to_numpy())
        for model, table in validation_predictions.items()
    }
    return pd.DataFrame(temperatures.items(), columns=["model", "temperature"])


def fit_temperature(probabilities: Values, labels: Labels) -> float:
    """Return the temperature that minimises log loss (Guo et al., 2017, arXiv:1706.04599).

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
    """Rescale probabilities (n, n_classes): temperatures above 1 flatten them, below 1 sharpen."""
    from scipy.special import softmax

    return np.asarray(softmax(_logits(probabilities) / temperature, axis=1))


def _logits(probabilities: Values) -> Values:
    return np.log(np.maximum(probabilities.astype(np.float64), SMALLEST))


def measure_calibration(
    temperatures: pd.DataFrame, classes: list[str], **predictions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score each model's probabilities before and after temperature scaling.

    Returns:
        Two tables with the columns `model` and `scaled`. The first has the `temperature`; `ece`,
        the expected calibration error; and `log_loss` in nats. The second has a row for each
        confidence bin that holds images: `bin`, the number of `images`, their mean `confidence`,
        and their `accuracy`.
    """
    from sklearn.metrics import log_loss

    scores, bins = [], []
    for model, fitted in temperatures.itertuples(index=False):
        if model not in predictions:  # it has not predicted the test images yet
            continue
        labels = predictions[model]["y_true"].to_numpy()
        for scaled, temperature in ((False, 1.0), (True, fitted)):
            probabilities = rescale(predictions[model][classes].to_numpy(), temperature)
            confidence = probabilities.max(axis=1)
            right = probabilities.argmax(axis=1) == labels
            case = {"model": model, "scaled": scaled}
            ece = expected_calibration_error(confidence, right)
            loss = log_loss(labels, probabilities, labels=range(len(classes)))
            scores.append(case | {"temperature": temperature, "ece": ece, "log_loss": loss})
            bins.append(bin_by_confidence(confidence, right).assign(**case))
    return pd.DataFrame(scores), pd.concat(bins, ignore_index=True)


def expected_calibration_error(confidence: Values, right: NDArray[np.bool_]) -> float:
    """Return the mean gap between accuracy and confidence (Naeini et al., 2015).

    As in Guo et al. (2017), the confidence in the predicted class is divided into 15 bins of equal
    width, closed on the right, and each bin's gap is weighted by its share of the images.

    Args:
        confidence: (n,), above 0 and up to 1.
        right: (n,), whether each prediction is correct.
    """
    bins = bin_by_confidence(confidence, right)
    gaps = (bins["accuracy"] - bins["confidence"]).abs()
    return float((gaps * bins["images"]).sum() / len(confidence))


def bin_by_confidence(confidence: Values, right: NDArray[np.bool_]) -> pd.DataFrame:
    """Return a row for each confidence bin that holds images, as in `measure_calibration`."""
    number = np.ceil(confidence * BINS).astype(int)
    table = pd.DataFrame({"bin": number, "confidence": confidence, "right": right})
    return table.groupby("bin", as_index=False).agg(
        images=("right", "size"), confidence=("confidence", "mean"), accuracy=("right", "mean")
    )

"""Calibration: whether a model that is 80% sure is right on 80% of such images.

Temperatures (Guo et al., 2017, arXiv:1706.04599) are fitted on validation predictions, and the
expected calibration error (Naeini et al., 2015) is measured on test predictions.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .images import Labels
from .predictions import find_right

Values = NDArray[np.floating]

BINS = 15  # of equal width, closed on the right
SMALLEST = float(np.finfo(np.float32).eps)  # in place of a probability of 0


def fit_temperatures(classes: list[str], **validation_predictions: pd.DataFrame) -> pd.DataFrame:
    """Fit the temperature of each model and return columns `model` and `temperature`."""
    temperatures = {
        model: fit_temperature(table[classes].to_numpy(), table["y_true"].to_numpy())
        for model, table in validation_predictions.items()
    }
    return pd.DataFrame(temperatures.items(), columns=["model", "temperature"])


def fit_temperature(probabilities: Values, labels: Labels) -> float:
    """Return the temperature of least log loss for probabilities (n, n_classes), labels (n,)."""
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(find_logits(probabilities) / np.exp(log_temperature), axis=1)
        return -float(scaled[np.arange(len(labels)), labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-5, 5)).x))


def rescale(probabilities: Values, temperature: float) -> Values:
    """Rescale probabilities (n, n_classes): temperatures above 1 flatten them, below 1 sharpen."""
    from scipy.special import softmax

    return np.asarray(softmax(find_logits(probabilities) / temperature, axis=1))


def find_logits(probabilities: Values) -> Values:
    """Return logits (n, n_classes) that have these probabilities."""
    return np.log(np.maximum(probabilities.astype(np.float64), SMALLEST))


def measure_calibration(
    temperatures: pd.DataFrame, classes: list[str], **predictions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score each model's probabilities, as they are and after temperature scaling.

    Returns:
        A row for each model with its `temperature`, its expected calibration error as it is,
        `ece`, and scaled, `scaled_ece`; and a row for each model and confidence bin as they are.
    """
    scores, bins = [], []
    fitted = temperatures.set_index("model")["temperature"]
    for model, table in predictions.items():
        right, probabilities = find_right(table).to_numpy(), table[classes].to_numpy()
        raw, scaled = (
            bin_by_confidence(rescale(probabilities, temperature).max(axis=1), right)
            for temperature in (1, fitted[model])
        )
        errors = (np.average(each["gap"], weights=each["images"]) for each in (raw, scaled))
        scores.append((model, fitted[model], *errors))
        bins.append(raw.assign(model=model))
    columns = ["model", "temperature", "ece", "scaled_ece"]
    return pd.DataFrame(scores, columns=columns), pd.concat(bins, ignore_index=True)


def bin_by_confidence(confidence: Values, right: NDArray[np.bool_]) -> pd.DataFrame:
    """Return `images`, mean `confidence`, `accuracy` and the `gap` between them, a row a bin."""
    number = np.ceil(confidence * BINS).astype(int)
    bins = pd.DataFrame({"confidence": confidence, "accuracy": right}).groupby(number)
    table = bins.mean().assign(images=bins.size())
    return table.assign(gap=(table["accuracy"] - table["confidence"]).abs())

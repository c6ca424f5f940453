"""Tables of predictions, and the accuracy of models computed from them.

A table has a row for each image: `y_true`, `y_pred`, and the probability of each class.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from fashion_mnist.evaluation.intervals import Values, wilson
from fashion_mnist.images.arrays import Labels

Table: TypeAlias = pd.DataFrame
Tables = Mapping[str, Table]  # by the model's name
SMALLEST = float(np.finfo(np.float32).eps)  # 1.2e-7, in place of a probability of 0


def tabulate_predictions(
    labels: Labels, probabilities: Values, classes: Sequence[str]
) -> pd.DataFrame:
    """Make the table of predictions from labels (n,) and probabilities (n, n_classes)."""
    columns = pd.DataFrame(probabilities.astype(np.float32), columns=list(classes))
    dtype = np.min_scalar_type(len(classes) - 1)
    columns.insert(0, "y_true", labels.astype(dtype))
    columns.insert(1, "y_pred", probabilities.argmax(axis=1).astype(dtype))
    return columns


def log_probabilities(probabilities: Values | Sequence[Values]) -> Values:
    """Return the logarithms of probabilities, which stay finite at 0, in float64."""
    return np.asarray(np.log(np.maximum(np.asarray(probabilities, np.float64), SMALLEST)))


def tabulate_by_candidates(
    candidates: Values, probabilities: Values, classes: Sequence[str]
) -> pd.DataFrame:
    """Make the table of predictions of images with candidate classes, 1 in (n, n_classes).

    The true class is the predicted class if it is a candidate, otherwise the first candidate.
    """
    predicted = probabilities.argmax(axis=1)
    is_right = candidates[np.arange(len(predicted)), predicted] == 1
    labels = np.where(is_right, predicted, candidates.argmax(axis=1))
    return tabulate_predictions(labels, probabilities, classes)


def score_predictions(predictions: pd.DataFrame) -> dict[str, float]:
    """Return the accuracy, its 95% interval (Wilson, 1927), and the number of images."""
    correct = int((predictions["y_true"] == predictions["y_pred"]).sum())
    low, high = wilson(correct, len(predictions))
    return {
        "accuracy": correct / len(predictions),
        "accuracy_low": low,
        "accuracy_high": high,
        "images": len(predictions),
    }


def by_accuracy(predictions: Tables) -> dict[str, pd.DataFrame]:
    """Sort predictions by the model's accuracy, the highest first, as in all tables and figures."""
    names = sorted(predictions, key=lambda name: -score_predictions(predictions[name])["accuracy"])
    return {name: predictions[name] for name in names}


def join_tables(tables: Tables) -> pd.DataFrame:
    """Stack the tables of all models and put the model's name in the first column."""
    return pd.concat(tables, names=["model"]).reset_index(level="model").reset_index(drop=True)


def list_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries from column names to values."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def hundredfold(share: float, digits: int = 1) -> Decimal:
    """Return a share in percent, rounded half up: 90.3 for 0.9025, where floats give 90.2."""
    exact = 100 * Decimal(str(float(share)))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0  # 0.0 for -0.0


def percent(share: float, digits: int = 1) -> str:
    """Format a share as a percentage: 0.925 as `92.5%`."""
    return f"{hundredfold(share, digits)}%"


def percent_range(low: float, high: float) -> str:
    """Format an interval of shares: 0.938 and 0.947 as `93.8-94.7%`."""
    return f"{hundredfold(low)}-{percent(high)}"

"""Tables of predictions: all that evaluation and reporting know of a model.

A table has a row for each image: the labels `y_true` and `y_pred`, and the probability of each
class in a column of its name. Several tables come as keyword arguments, keyed by model.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .images import Labels

Tables = Mapping[str, pd.DataFrame]


def tabulate_predictions(
    labels: Labels, probabilities: NDArray[np.floating], classes: Sequence[str]
) -> pd.DataFrame:
    """Make the table of predictions from labels (n,) and probabilities (n, n_classes)."""
    columns = pd.DataFrame(probabilities.astype(np.float32), columns=list(classes))
    columns.insert(0, "y_true", labels)
    columns.insert(1, "y_pred", probabilities.argmax(axis=1))
    return columns


def find_right(predictions: pd.DataFrame) -> pd.Series:
    """Return whether each image is classified correctly, (n,)."""
    return predictions["y_true"] == predictions["y_pred"]


def choose_model(**validation_predictions: pd.DataFrame) -> dict[str, str]:
    """Choose the model that classifies most validation images correctly, the first of equals."""
    accuracies = {model: find_right(t).mean() for model, t in validation_predictions.items()}
    return {"model": max(accuracies, key=lambda model: accuracies[model])}


def percent(share: float) -> str:
    """Format a share as a percentage: 0.925 as `92.5%`."""
    return f"{100 * share:.1f}%"

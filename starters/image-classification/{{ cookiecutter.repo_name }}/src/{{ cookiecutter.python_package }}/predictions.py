"""Tables of predictions: all that evaluation and reporting know of a model.

A table has a row for each image: the labels `y_true` and `y_pred`, and the probability of each
class in a column of its name. Nodes get the tables of all models as keyword arguments.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .images import Labels


def tabulate_predictions(
    labels: Labels, probabilities: NDArray[np.floating], classes: list[str]
) -> pd.DataFrame:
    """Make the table of predictions from labels (n,) and probabilities (n, n_classes)."""
    columns = pd.DataFrame(probabilities.astype(np.float32), columns=classes)
    columns.insert(0, "y_true", labels)
    columns.insert(1, "y_pred", probabilities.argmax(axis=1))
    return columns


def find_right(predictions: pd.DataFrame) -> pd.Series:
    """Return whether each image is classified correctly, (n,)."""
    return predictions["y_true"] == predictions["y_pred"]


def choose_model(**tables: pd.DataFrame) -> dict[str, str]:
    """Choose the model that classifies most validation images correctly, the first of equals."""
    return {"model": max(tables, key=lambda model: find_right(tables[model]).mean())}


def list_by_confidence(predictions: pd.DataFrame, classes: list[str]) -> pd.DataFrame:
    """Return `index`, `y_true`, `y_pred` and the answer's `probability`, most confident first."""
    table = predictions[["y_true", "y_pred"]].assign(probability=predictions[classes].max(axis=1))
    return table.sort_values("probability", ascending=False, kind="stable").reset_index()

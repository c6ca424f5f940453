"""Which predictions are worth explaining."""

from collections.abc import Sequence

import numpy as np
import pandas as pd


def choose_examples(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """The most confident right and the most confident wrong prediction of every true class.

    Returns:
        A row for each example: `index` of the image, `y_true`, `y_pred`, and the `probability`
        of the predicted class. A class without right or wrong predictions has fewer rows.
    """
    probabilities = predictions[list(classes)].to_numpy()
    table = pd.DataFrame(
        {
            "index": np.arange(len(predictions)),
            "y_true": predictions["y_true"],
            "y_pred": predictions["y_pred"],
            "probability": probabilities[np.arange(len(predictions)), predictions["y_pred"]],
        }
    )
    right = (table["y_true"] == table["y_pred"]).rename("right")
    most_confident = table.groupby(["y_true", right])["probability"].idxmax()
    return table.loc[most_confident].sort_values(["y_true", "index"], ignore_index=True)

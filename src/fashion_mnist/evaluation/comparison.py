"""The models side by side."""

from collections.abc import Mapping

import pandas as pd


def compare_models(metrics: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """A row of figures for each model, the most accurate first."""
    table = pd.DataFrame.from_dict(metrics, orient="index").rename_axis("model").reset_index()
    return table.sort_values("accuracy", ascending=False, kind="stable", ignore_index=True)

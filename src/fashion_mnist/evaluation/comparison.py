"""The models side by side."""

from collections.abc import Mapping

import pandas as pd


def compare_models(metrics: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """A row of figures for each model, the most accurate first."""
    table = pd.DataFrame({"model": model, **figures} for model, figures in metrics.items())
    return table.sort_values("accuracy", ascending=False, kind="stable", ignore_index=True)

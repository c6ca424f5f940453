"""The models side by side."""

from collections.abc import Mapping

import pandas as pd

from fashion_mnist.evaluation.predictions import join_tables


def compare_models(metrics: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """A row of figures for each model, the most accurate first."""
    table = pd.DataFrame({"model": model, **figures} for model, figures in metrics.items())
    return table.sort_values("accuracy", ascending=False, kind="stable", ignore_index=True)


def join_ranked(
    tables: Mapping[str, pd.DataFrame], comparison: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Stack one table a model in the order in which `compare_models` has them, if it was called."""
    ranked = [] if comparison is None else [name for name in comparison["model"] if name in tables]
    return join_tables({name: tables[name] for name in dict.fromkeys((*ranked, *tables))})

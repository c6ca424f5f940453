"""The models side by side."""

from collections.abc import Iterable, Mapping

import pandas as pd

from fashion_mnist.evaluation.predictions import join_tables


def compare_models(metrics: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """A row of figures for each model, the most accurate first."""
    table = pd.DataFrame({"model": model, **figures} for model, figures in metrics.items())
    return table.sort_values("accuracy", ascending=False, kind="stable", ignore_index=True)


def choose_best(validation_accuracies: Mapping[str, float], models: Iterable[str]) -> str | None:
    """The one of the models that is most accurate on the validation images.

    Of equally accurate ones it is the first in the order of `models`; None if none has been run.
    """
    run = [model for model in models if model in validation_accuracies]
    return max(run, key=lambda model: validation_accuracies[model], default=None)


def join_ranked(
    tables: Mapping[str, pd.DataFrame], comparison: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Stack one table a model in the order in which `compare_models` has them, if it was called."""
    ranked = [] if comparison is None else [name for name in comparison["model"] if name in tables]
    return join_tables({name: tables[name] for name in dict.fromkeys((*ranked, *tables))})

"""What another seed changes: the accuracies of several trainings of the same network."""

from collections.abc import Sequence

import pandas as pd

from fashion_mnist.evaluation.predictions import score


def tabulate_runs(predictions: Sequence[pd.DataFrame], first_seed: int) -> pd.DataFrame:
    """A row for each training of a network, whose seeds follow one another: `seed`, then `score`.

    Args:
        predictions: a table as in `predictions` for each training.
        first_seed: that of the first training.
    """
    rows = [{"seed": first_seed + run, **score(table)} for run, table in enumerate(predictions)]
    return pd.DataFrame(rows)


def summarise_runs(runs: pd.DataFrame) -> pd.DataFrame:
    """Mean, standard deviation (of the sample), lowest and highest accuracy of each `model`.

    Returns:
        A row for each network, that with the highest mean first.
    """
    table = runs.groupby("model", sort=False, as_index=False).agg(
        runs=("accuracy", "size"),
        mean=("accuracy", "mean"),
        standard_deviation=("accuracy", "std"),
        lowest=("accuracy", "min"),
        highest=("accuracy", "max"),
    )
    return table.sort_values("mean", ascending=False, kind="stable", ignore_index=True)

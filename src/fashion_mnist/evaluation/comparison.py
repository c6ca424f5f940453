"""Which models are the most accurate, how much seeds matter, and how training went."""

from collections.abc import Iterable, Mapping

import pandas as pd

from fashion_mnist.evaluation.predictions import join_tables, score_predictions

FITTED = 0.8  # the training accuracy at the end of a training that is long enough

STABLE_WITHIN = 0.005  # of validation accuracy


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


def tabulate_runs(first_seed: int, *predictions: pd.DataFrame) -> pd.DataFrame:
    """A row for each training of a network, whose seeds follow one another: `seed`, then `score`.

    Args:
        first_seed: that of the first training.
        predictions: a table as in `predictions` for each training.
    """
    rows = [
        {"seed": first_seed + run, **score_predictions(table)}
        for run, table in enumerate(predictions)
    ]
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


def summarise_learning(
    history: pd.DataFrame, tolerance: float = STABLE_WITHIN
) -> dict[str, float | int | None]:
    """The numbers behind the remarks on a learning curve.

    Final values, the gap between training and validation accuracy, and `stable_from_epoch`: the
    first epoch from which validation accuracy stays within `tolerance` of its final value.
    `is_fitted` says whether the training accuracy of the last epoch, on augmented images, is at
    least `FITTED`.
    """
    final = history.iloc[-1]
    best = history.iloc[history["val_accuracy"].argmax()]
    return {
        "epochs": len(history),
        "final_accuracy": float(final["accuracy"]),
        "final_val_accuracy": float(final["val_accuracy"]),
        "final_loss": float(final["loss"]),
        "final_val_loss": float(final["val_loss"]),
        "accuracy_gap": float(final["accuracy"] - final["val_accuracy"]),
        "best_epoch": int(best["epoch"]),
        "best_val_accuracy": float(best["val_accuracy"]),
        "first_epoch_val_accuracy": float(history["val_accuracy"].iloc[0]),
        "largest_val_drop": float((-history["val_accuracy"].diff()).max())
        if len(history) > 1
        else 0.0,
        "stable_from_epoch": _stable_from(history, tolerance),
        "is_fitted": bool(final["accuracy"] >= FITTED),
    }


def _stable_from(history: pd.DataFrame, tolerance: float) -> int:
    distance = (history["val_accuracy"] - history["val_accuracy"].iloc[-1]).abs()
    unstable = history.loc[distance > tolerance, "epoch"]
    return int(unstable.max()) + 1 if len(unstable) else int(history["epoch"].iloc[0])

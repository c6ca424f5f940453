"""Comparison of models by accuracy, of seeds, and summaries of learning curves."""

from collections.abc import Iterable, Mapping

import pandas as pd

from fashion_mnist.evaluation.predictions import Tables, join_tables, score_predictions

MIN_TRAINING_ACCURACY = 0.8  # the lowest final training accuracy of a training that was long enough
STABLE_WITHIN = 0.005  # of the final validation accuracy


def compare_models(metrics: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """Return a row of metrics for each model, the most accurate first."""
    table = pd.DataFrame({"model": model, **values} for model, values in metrics.items())
    return table.sort_values("accuracy", ascending=False, kind="stable", ignore_index=True)


def choose_best(validation_accuracies: Mapping[str, float], models: Iterable[str]) -> str | None:
    """Return the model with the highest validation accuracy, or None if no model has been run.

    Ties go to the model that comes first in `models`.
    """
    run = [model for model in models if model in validation_accuracies]
    return max(run, key=lambda model: validation_accuracies[model], default=None)


def join_ranked(tables: Tables, comparison: pd.DataFrame | None = None) -> pd.DataFrame:
    """Stack the tables of all models, in the order of the comparison if there is one."""
    ranked = [] if comparison is None else [name for name in comparison["model"] if name in tables]
    return join_tables({name: tables[name] for name in dict.fromkeys((*ranked, *tables))})


def tabulate_runs(first_seed: int, *predictions: pd.DataFrame) -> pd.DataFrame:
    """Return `seed` and scores of each training of a network, with seeds that rise by 1."""
    runs = enumerate(predictions, start=first_seed)
    return pd.DataFrame([{"seed": seed, **score_predictions(table)} for seed, table in runs])


def summarise_runs(runs: pd.DataFrame) -> pd.DataFrame:
    """Summarise the accuracy of each `model` over its trainings, the highest mean first.

    The columns are the number of `runs`, and the `mean`, the sample `standard_deviation`, the
    `lowest` and the `highest` accuracy.
    """
    groups = runs.groupby("model", sort=False)["accuracy"]
    table = groups.agg(
        runs="size", mean="mean", standard_deviation="std", lowest="min", highest="max"
    ).reset_index()
    return table.sort_values("mean", ascending=False, kind="stable", ignore_index=True)


def summarise_learning(history: pd.DataFrame) -> dict[str, float | int | None]:
    """Summarise a learning curve: its final and best values, gap, and stability.

    `accuracy_gap` is training minus validation accuracy. From epoch `stable_from_epoch` to the end,
    validation accuracy stays within `STABLE_WITHIN` of its final value. `is_fitted` is whether the
    training accuracy of the last epoch, on augmented images, is at least `MIN_TRAINING_ACCURACY`.
    """
    final, validation = history.iloc[-1], history["val_accuracy"]
    best = history.iloc[validation.argmax()]
    unstable = history.loc[(validation - validation.iloc[-1]).abs() > STABLE_WITHIN, "epoch"]
    drops = (validation.shift() - validation).fillna(0)  # 0 in the first epoch
    finals = ("accuracy", "val_accuracy", "loss", "val_loss")
    return {
        "epochs": len(history),
        **{f"final_{name}": float(final[name]) for name in finals},
        "accuracy_gap": float(final["accuracy"] - final["val_accuracy"]),
        "best_epoch": int(best["epoch"]),
        "best_val_accuracy": float(best["val_accuracy"]),
        "first_epoch_val_accuracy": float(validation.iloc[0]),
        "largest_val_drop": float(drops.max()),
        "stable_from_epoch": int(unstable.max() + 1 if len(unstable) else history["epoch"].iloc[0]),
        "is_fitted": bool(final["accuracy"] >= MIN_TRAINING_ACCURACY),
    }

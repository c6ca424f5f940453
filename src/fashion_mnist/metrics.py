"""What the predictions of a model amount to.

Predictions are a table with a row for each test image: `y_true` and `y_pred` (class numbers),
then a column named after each class with its probability.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import classification_report, confusion_matrix
from statsmodels.stats.proportion import proportion_confint

from fashion_mnist.arrays import Labels


def tabulate_predictions(
    labels: Labels, probabilities: NDArray[np.floating[Any]], classes: Sequence[str]
) -> pd.DataFrame:
    """Make the table of predictions from labels (n,) and probabilities (n, n_classes)."""
    columns = pd.DataFrame(probabilities.astype(np.float32), columns=list(classes))
    dtype = np.min_scalar_type(len(classes) - 1)
    columns.insert(0, "y_true", labels.astype(dtype))
    columns.insert(1, "y_pred", probabilities.argmax(axis=1).astype(dtype))
    return columns


def score(predictions: pd.DataFrame) -> dict[str, float]:
    """Accuracy with its 95% interval (Wilson, 1927), and the number of images behind it."""
    correct = int((predictions["y_true"] == predictions["y_pred"]).sum())
    low, high = proportion_confint(correct, len(predictions), method="wilson")
    return {
        "accuracy": correct / len(predictions),
        "accuracy_low": float(low),
        "accuracy_high": float(high),
        "images": len(predictions),
    }


def count_confusions(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Confusion matrix: a row for each true class, a column for each predicted one."""
    counts = confusion_matrix(
        predictions["y_true"], predictions["y_pred"], labels=range(len(classes))
    )
    return pd.DataFrame(counts, index=list(classes), columns=list(classes))


def report_classes(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Precision, recall, F1 and support of each class, then accuracy and the two averages."""
    report = classification_report(
        predictions["y_true"],
        predictions["y_pred"],
        labels=range(len(classes)),
        target_names=list(classes),
        output_dict=True,
        zero_division=0,
    )
    accuracy = score(predictions)["accuracy"]
    averages = {name: report[name] for name in ("macro avg", "weighted avg")}
    rows = {
        **{name: report[name] for name in classes},
        "accuracy": dict.fromkeys(("precision", "recall", "f1-score"), accuracy)
        | {"support": len(predictions)},
        **averages,
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("class").reset_index()
    return table.astype({"support": int})


def rank_confused_pairs(confusions: pd.DataFrame) -> pd.DataFrame:
    """Every mistaken pair of classes, the most frequent first.

    `mistaken` counts images of the class `true` taken for `predicted`, `share` is their part of
    all images of `true`, and `reverse` counts the images mistaken the other way round.
    """
    counts = confusions.to_numpy()
    true, predicted = np.nonzero(counts * (1 - np.eye(len(counts), dtype=int)))
    pairs = pd.DataFrame(
        {
            "true": confusions.index[true],
            "predicted": confusions.columns[predicted],
            "mistaken": counts[true, predicted],
            "share": counts[true, predicted] / counts.sum(axis=1)[true],
            "reverse": counts[predicted, true],
        }
    )
    return pairs.sort_values("mistaken", ascending=False, kind="stable", ignore_index=True)


def compare_models(metrics: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """A row of figures for each model, the most accurate first."""
    table = pd.DataFrame.from_dict(metrics, orient="index").rename_axis("model").reset_index()
    return table.sort_values("accuracy", ascending=False, kind="stable", ignore_index=True)


def compare_classes(
    reports: Mapping[str, pd.DataFrame], classes: Sequence[str], measure: str = "recall"
) -> pd.DataFrame:
    """A row for each model: its recall of each class, then its best and its hardest class."""
    recalls = pd.DataFrame(
        {
            model: report.set_index("class").loc[list(classes), measure]
            for model, report in reports.items()
        }
    ).T
    return (
        recalls.assign(best=recalls.idxmax(axis=1), hardest=recalls.idxmin(axis=1))
        .rename_axis("model")
        .reset_index()
    )


def join_tables(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Stack one table a model, the model's name in the first column."""
    return pd.concat(tables, names=["model"]).reset_index(level="model").reset_index(drop=True)


def summarise_learning(history: pd.DataFrame, tolerance: float) -> dict[str, float | int | None]:
    """The numbers behind the remarks on a learning curve.

    Final values, the gap between training and validation accuracy, and `stable_from_epoch`: the
    first epoch from which validation accuracy stays within `tolerance` of its final value.
    """
    final = history.iloc[-1]
    best = history.loc[history["val_accuracy"].idxmax()]
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
    }


def _stable_from(history: pd.DataFrame, tolerance: float) -> int:
    distance = (history["val_accuracy"] - history["val_accuracy"].iloc[-1]).abs()
    unstable = history.loc[distance > tolerance, "epoch"]
    return int(unstable.max()) + 1 if len(unstable) else int(history["epoch"].iloc[0])


def list_mistakes(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Every image that was taken for another class, the most frequent pairs of classes first.

    Returns:
        A row for each mistake: `index` of the image, `true`, `predicted`, and the `probability` of
        the predicted and `probability_of_true` of the true class; the surest mistakes of a pair
        first.
    """
    wrong = predictions[predictions["y_true"] != predictions["y_pred"]]
    probabilities, rows = wrong[list(classes)].to_numpy(), np.arange(len(wrong))
    names = np.asarray(classes, dtype=object)
    table = pd.DataFrame(
        {
            "index": np.flatnonzero(predictions["y_true"] != predictions["y_pred"]),
            "true": names[wrong["y_true"]],
            "predicted": names[wrong["y_pred"]],
            "probability": probabilities[rows, wrong["y_pred"]],
            "probability_of_true": probabilities[rows, wrong["y_true"]],
        }
    )
    frequency = table.groupby(["true", "predicted"])["index"].transform("size")
    return (
        table.assign(frequency=frequency)
        .sort_values(
            ["frequency", "true", "predicted", "probability"],
            ascending=[False, True, True, False],
            kind="stable",
            ignore_index=True,
        )
        .drop(columns="frequency")
    )

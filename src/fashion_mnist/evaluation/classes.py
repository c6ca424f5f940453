"""What a model gets right and wrong, class by class."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from fashion_mnist.evaluation.predictions import score_predictions


def count_confusions(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Confusion matrix: a row for each true class, a column for each predicted one."""
    from sklearn.metrics import confusion_matrix

    counts = confusion_matrix(
        predictions["y_true"], predictions["y_pred"], labels=range(len(classes))
    )
    return pd.DataFrame(counts, index=list(classes), columns=list(classes))


def report_classes(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Precision, recall, F1 and support of each class, then accuracy and the two averages."""
    from sklearn.metrics import classification_report

    report = classification_report(
        predictions["y_true"],
        predictions["y_pred"],
        labels=range(len(classes)),
        target_names=list(classes),
        output_dict=True,
        zero_division=0,
    )
    accuracy = score_predictions(predictions)["accuracy"]
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

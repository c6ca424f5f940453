"""Correct and wrong predictions, class by class."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import scipy

from fashion_mnist.evaluation import significance
from fashion_mnist.evaluation.comparison import choose_best
from fashion_mnist.evaluation.intervals import BATCH, RESAMPLES, Values, percentiles, resample_means
from fashion_mnist.evaluation.predictions import Tables, score_predictions
from fashion_mnist.parameters import model_names
from fashion_mnist.parameters.lazy import sklearn

Pair = Mapping[str, str]  # names of a `network` and a `classical` model, or empty
GAINS = [*significance.PAIR[:2], "class", "images", *significance.PAIR[2:]]
IMAGES = ["index", "class", "right", "wrong", "taken_for", "probability"]
TRAITS = ["model", "other", "trait", "class", "n_corrected", "n_shared"]
TRAITS += ["corrected", "shared", "difference", "low", "high", "p_value"]


def count_confusions(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Return the confusion matrix: a row for each true class, a column for each predicted class."""
    counts = sklearn.metrics.confusion_matrix(
        predictions["y_true"], predictions["y_pred"], labels=range(len(classes))
    )
    return pd.DataFrame(counts, index=list(classes), columns=list(classes))


def report_classes(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Return precision, recall, F1 and support of each class, then accuracy and two averages."""
    report = sklearn.metrics.classification_report(
        predictions["y_true"],
        predictions["y_pred"],
        labels=range(len(classes)),
        target_names=list(classes),
        output_dict=True,
        zero_division=0,
    )
    report["accuracy"] = dict.fromkeys(("precision", "recall", "f1-score"), report["accuracy"])
    report["accuracy"]["support"] = len(predictions)
    table = pd.DataFrame.from_dict(report, orient="index").rename_axis("class").reset_index()
    return table.astype({"support": int})


def rank_confused_pairs(confusions: pd.DataFrame) -> pd.DataFrame:
    """List every confused pair of classes, the most frequent first.

    `mistaken` counts the images of class `true` predicted as `predicted`, `share` is their share of
    all images of `true`, and `reverse` counts the images confused the other way round.
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


def compare_classes(reports: Tables, classes: Sequence[str]) -> pd.DataFrame:
    """Return a row for each model: its recall of each class, then its best and hardest class."""
    columns = {model: report.set_index("class")["recall"] for model, report in reports.items()}
    recalls = pd.DataFrame(columns).loc[list(classes)].T
    table = recalls.assign(best=recalls.idxmax(axis=1), hardest=recalls.idxmin(axis=1))
    return table.rename_axis("model").reset_index()


def list_mistakes(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """List every misclassified image, the most frequent pairs of classes first.

    The columns are the `index` of the image, `true` and `predicted` class, `probability` of the
    predicted class, which is highest first within a pair of classes, and `probability_of_true`.
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
    table["frequency"] = table.groupby(["true", "predicted"])["index"].transform("size")
    by = {"frequency": False, "true": True, "predicted": True, "probability": False}
    ranked = table.sort_values([*by], ascending=[*by.values()], ignore_index=True)
    return ranked.drop(columns="frequency")


def choose_pair(**validation: pd.DataFrame) -> dict[str, str]:
    """Choose the network and the classical model with the best validation accuracy, or neither."""
    accuracies = {name: score_predictions(table)["accuracy"] for name, table in validation.items()}
    network = choose_best(accuracies, model_names.NETWORKS)
    classical = choose_best(accuracies, model_names.CLASSICAL)
    return {"network": network, "classical": classical} if network and classical else {}


def compare_recalls(
    predictions: Tables, pair: Pair, classes: Sequence[str], seed: int
) -> pd.DataFrame:
    """Compare the recalls of a network and a classical model by McNemar's mid-p test.

    Returns:
        A row for each `class` with images, or no rows without a pair: the network `model` and the
        `other` model, the number of `images`, and the columns of `significance.compare_pairs`.
    """
    if not pair:
        return pd.DataFrame(columns=[*GAINS, "p_holm", "differ"])
    network, classical = pair["network"], pair["classical"]
    right, truth = significance.tabulate_right(predictions), predictions[network]["y_true"]
    rng = np.random.default_rng(seed)
    rows = []
    for label, part in right.groupby(truth):
        row = {"model": network, "other": classical, "class": classes[label], "images": len(part)}
        rows.append(row | significance.compare_right(part[network], part[classical], rng))
    return significance.correct_by_holm(pd.DataFrame(rows, columns=GAINS))


def list_disagreements(predictions: Tables, pair: Pair, classes: Sequence[str]) -> pd.DataFrame:
    """List the images that only one model of the pair classifies correctly.

    Returns:
        A row for each image, the most confident mistakes first, or no rows without a pair: its
        `index` and `class`; the models that are `right` and `wrong`; and the class that it was
        `taken_for`, with its `probability`.
    """
    if not pair:
        return pd.DataFrame(columns=IMAGES)
    right = significance.tabulate_right(predictions)
    parts = []
    for right_model, wrong_model in permutations((pair["network"], pair["classical"])):
        mistakes = list_mistakes(predictions[wrong_model], classes).sort_values("index")
        is_listed = right[right_model].to_numpy()[mistakes["index"]]
        parts.append(mistakes[is_listed].assign(right=right_model, wrong=wrong_model))
    table = pd.concat(parts).rename(columns={"true": "class", "predicted": "taken_for"})
    ranked = table.sort_values("probability", ascending=False, kind="stable", ignore_index=True)
    return ranked[IMAGES]


def compare_errors(
    predictions: Tables, pair: Pair, classes: Sequence[str], seed: int
) -> pd.DataFrame:
    """Compare the errors that the network corrects with the errors that both models make.

    The comparison leaves out images that the classical model classifies correctly, because they
    are easier than any of its errors.

    Returns:
        A row for each `trait` of an error, or no rows without a pair or with fewer than two errors
        of either kind: `missed_by_others`, the share of the other classical models that misclassify
        the image; `confidence`, the probability of the wrong class; `second`, whether the true
        class has the second largest probability; and for each `class` with errors, whether it is
        the true class. `corrected` and `shared` are means over the `n_corrected` and the `n_shared`
        errors. Their `difference` has a 95% interval from `low` to `high` (bootstrap of the
        errors), the `p_value` of a permutation test, and the columns from `correct_by_holm`.
    """
    columns = [*TRAITS, "p_holm", "differ"]
    if not pair:
        return pd.DataFrame(columns=columns)
    right = significance.tabulate_right(predictions)
    network, classical = pair["network"], pair["classical"]
    corrected, shared = right[network] & ~right[classical], ~(right[network] | right[classical])
    if min(corrected.sum(), shared.sum()) < 2:
        return pd.DataFrame(columns=columns)
    traits = _describe_errors(predictions, classical, right, classes)
    values, rng = np.stack([*traits.values()]), np.random.default_rng(seed)
    groups = values[:, corrected], values[:, shared]
    test = scipy.stats.permutation_test(
        groups,
        lambda one, other, axis: one.mean(axis=axis) - other.mean(axis=axis),
        vectorized=True,
        batch=BATCH,
        axis=1,
        rng=rng,
    )
    one, other = (resample_means(group, RESAMPLES, rng) for group in groups)
    low, high = percentiles(one - other)
    table = pd.DataFrame([*traits], columns=["trait", "class"]).assign(
        model=network,
        other=classical,
        n_corrected=corrected.sum(),
        n_shared=shared.sum(),
        corrected=groups[0].mean(axis=1),
        shared=groups[1].mean(axis=1),
        difference=test.statistic,
        low=low,
        high=high,
        p_value=test.pvalue,
    )
    return significance.correct_by_holm(table[TRAITS])


def _describe_errors(
    predictions: Tables, model: str, right: pd.DataFrame, classes: Sequence[str]
) -> dict[tuple[str, str], Values]:
    """Return the traits (n,) of all images, from which the caller selects the model's errors."""
    others = [name for name in model_names.CLASSICAL if name in predictions and name != model]
    truth, probabilities = predictions[model]["y_true"], predictions[model][list(classes)]
    ranked = np.argsort(-probabilities.to_numpy(), axis=1, kind="stable")
    traits: dict[tuple[str, str], Any] = {}
    if others:
        traits["missed_by_others", ""] = (~right[others]).mean(axis=1)
    traits["confidence", ""] = probabilities.max(axis=1)
    traits["second", ""] = ranked[:, 1] == truth
    traits |= {
        ("class", name): truth == label
        for label, name in enumerate(classes)
        if (truth[~right[model]] == label).any()
    }
    return {key: np.asarray(values, np.float64) for key, values in traits.items()}

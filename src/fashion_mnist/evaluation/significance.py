"""How sure results are: intervals of accuracies, tests of differences, and which models differ.

Predictions are tables as in `predictions`, by the name of their model, all of the same images in
the same order.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fashion_mnist.evaluation.intervals import add_wilson, bootstrap_difference
from fashion_mnist.evaluation.predictions import join_tables
from fashion_mnist.parameters.errors import InputError

LEVEL = 0.05  # the chance of even one false difference among all that are tested together
PAIR = ["model", "other", "only_model", "only_other", "difference", "low", "high", "p_value"]


def tabulate_intervals(
    predictions: Mapping[str, pd.DataFrame], classes: Sequence[str]
) -> pd.DataFrame:
    """The accuracy and the recall of each class, with 95% intervals (Wilson, 1927).

    Returns:
        A row for each model and `class`, or `accuracy` in its place: how many of its `images` are
        classified rightly (`right`), their `share`, and its interval from `low` to `high`.
    """
    counts = {model: _count_right(table, classes) for model, table in predictions.items()}
    table = join_tables(counts)
    return add_wilson(table.assign(share=table["right"] / table["images"]))


def _count_right(predictions: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    right = predictions["y_true"] == predictions["y_pred"]
    recalls = right.groupby(predictions["y_true"]).agg(right="sum", images="size").reset_index()
    recalls.insert(0, "class", [classes[label] for label in recalls.pop("y_true")])
    accuracy = pd.DataFrame({"class": ["accuracy"], "right": right.sum(), "images": len(right)})
    return pd.concat([accuracy, recalls], ignore_index=True)


def compare_pairs(predictions: Mapping[str, pd.DataFrame], seed: int) -> pd.DataFrame:
    """Every pair of models by McNemar's mid-p test.

    Returns:
        A row for each pair, its more accurate model first: `model`, `other`; how many images
        `only_model` and `only_other` classify rightly; the `difference` of their accuracies with
        its 95% interval from `low` to `high` (paired bootstrap of the images, percentiles; of each
        pair by itself); and `p_value`, with what `correct_by_holm` adds for all pairs.

    Raises:
        InputError: the models have not predicted the same images.
    """
    right = tabulate_right(predictions)
    order = right.mean().sort_values(ascending=False, kind="stable").index
    rng = np.random.default_rng(seed)
    pairs = [_compare_pair(right, *pair, rng) for pair in combinations(order, 2)]
    return correct_by_holm(pd.DataFrame(pairs, columns=PAIR))


def tabulate_right(predictions: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Whether each model (a column) classifies each image (a row) rightly."""
    first, *_ = predictions
    for model, table in predictions.items():
        if not table["y_true"].equals(predictions[first]["y_true"]):
            raise InputError(
                "Expected predictions of the same images from all models. Received others from "
                f"{model!r} than from {first!r}: run both with the same parameters."
            )
    return pd.DataFrame(
        {model: table["y_true"] == table["y_pred"] for model, table in predictions.items()}
    )


def _compare_pair(
    right: pd.DataFrame, model: str, other: str, rng: np.random.Generator
) -> tuple[str | float, ...]:
    only_model = int((right[model] & ~right[other]).sum())
    only_other = int((right[other] & ~right[model]).sum())
    low, high = bootstrap_difference(only_model, only_other, len(right), rng)
    difference = (only_model - only_other) / len(right)
    p_value = mcnemar_test(only_model, only_other)
    return model, other, only_model, only_other, difference, low, high, p_value


def mcnemar_test(only_one: int, only_other: int) -> float:
    """The p-value of McNemar's mid-p test (McNemar, 1947; Fagerland et al., 2013).

    The mid-p value counts only half of the probability of what was observed. Fagerland et al.
    (doi:10.1186/1471-2288-13-91) recommend it: the exact conditional test is too conservative.

    Args:
        only_one: how many images only the one model classifies rightly.
        only_other: how many only the other does.
    """
    from scipy.stats import binom

    fewer = min(only_one, only_other)
    return float(binom.cdf([fewer - 1, fewer], only_one + only_other, 0.5).sum())


def paired_t_test(differences: ArrayLike) -> float:
    """The p-value of Student's test of the mean of differences (n,) against 0.

    NaN where it is not defined: for fewer than two, or if all are the same.
    """
    from statsmodels.stats.weightstats import DescrStatsW

    array = np.asarray(differences)
    if len(array) < 2 or np.allclose(array, array[0]):
        return np.nan
    return float(DescrStatsW(array).ttest_mean()[1])


def correct_by_holm(table: pd.DataFrame) -> pd.DataFrame:
    """Correct the column `p_value` for the number of rows, which are tested together (Holm, 1979).

    Returns:
        The table with the corrected `p_holm`, NaN where `p_value` is, and whether the two that a
        row compares `differ`: whether `p_holm` is at most 0.05.
    """
    from statsmodels.stats.multitest import multipletests

    p_values = table["p_value"].astype(float)
    differ, p_holm, *_ = multipletests(p_values.fillna(1), alpha=LEVEL, method="holm")
    return table.assign(p_holm=np.where(p_values.isna(), np.nan, p_holm), differ=differ)

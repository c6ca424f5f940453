"""Statistical significance: intervals of accuracies, and tests of differences between models.

All models have predicted the same images in the same order.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.random import Generator
from numpy.typing import ArrayLike

from fashion_mnist.evaluation.intervals import add_wilson, bootstrap_difference
from fashion_mnist.evaluation.predictions import Tables, by_accuracy, join_tables
from fashion_mnist.parameters.errors import InputError

LEVEL = 0.05  # the family-wise error rate of tests that are corrected together
PAIR = ["model", "other", "only_model", "only_other", "difference", "low", "high", "p_value"]


def tabulate_intervals(classes: Sequence[str], **predictions: pd.DataFrame) -> pd.DataFrame:
    """Return accuracy and the recall of each class, with 95% intervals (Wilson, 1927).

    There is a row for each model and `class`, where `accuracy` stands for all images: the number of
    `images`, the number classified correctly (`right`), their `share`, and its interval from `low`
    to `high`.
    """
    counts = {}
    for model, predicted in by_accuracy(predictions).items():
        right = predicted["y_true"] == predicted["y_pred"]
        recalls = right.groupby(predicted["y_true"]).agg(right="sum", images="size").reset_index()
        recalls.insert(0, "class", [classes[label] for label in recalls.pop("y_true")])
        accuracy = pd.DataFrame({"class": ["accuracy"], "right": right.sum(), "images": len(right)})
        counts[model] = pd.concat([accuracy, recalls])
    table = join_tables(counts)
    return add_wilson(table.assign(share=table["right"] / table["images"]))


def compare_pairs(predictions: Tables, seed: int) -> pd.DataFrame:
    """Test every pair of models for a difference in accuracy by McNemar's mid-p test.

    Returns:
        A row for each pair, the more accurate model first: `model` and `other`; the numbers of
        images that only one of them classifies correctly, `only_model` and `only_other`; the
        `difference` of their accuracies with its 95% interval from `low` to `high` (percentiles of
        a paired bootstrap of the images, not corrected for the number of pairs); and `p_value`,
        with the columns that `correct_by_holm` adds for all pairs.

    Raises:
        InputError: the models have not predicted the same images.
    """
    right = tabulate_right(predictions)
    order = right.mean().sort_values(ascending=False, kind="stable").index
    rng = np.random.default_rng(seed)
    pairs = [
        {"model": model, "other": other} | compare_right(right[model], right[other], rng)
        for model, other in combinations(order, 2)
    ]
    return correct_by_holm(pd.DataFrame(pairs, columns=PAIR))


def tabulate_right(predictions: Tables) -> pd.DataFrame:
    """Return whether each model (column) classifies each image (row) correctly.

    Raises InputError if the models have not predicted the same images.
    """
    first, *_ = predictions
    for model, table in predictions.items():
        if not table["y_true"].equals(predictions[first]["y_true"]):
            raise InputError(
                "Expected predictions of the same images from all models. Received different "
                f"images from {model!r} and {first!r}: run both with the same parameters."
            )
    return pd.DataFrame(
        {model: table["y_true"] == table["y_pred"] for model, table in predictions.items()}
    )


def compare_right(
    model: "pd.Series[bool]", other: "pd.Series[bool]", rng: Generator
) -> dict[str, Any]:
    """Compare whether two models classify images correctly; see `compare_pairs` for the result."""
    only_model, only_other = int((model & ~other).sum()), int((other & ~model).sum())
    low, high = bootstrap_difference(only_model, only_other, len(model), rng)
    return {
        "only_model": only_model,
        "only_other": only_other,
        "difference": (only_model - only_other) / len(model),
        "low": low,
        "high": high,
        "p_value": mcnemar_test(only_model, only_other),
    }


def mcnemar_test(only_one: int, only_other: int) -> float:
    """Return the p-value of McNemar's mid-p test, from the images that only one model gets right.

    The mid-p value counts only half of the probability of the observed outcome, because the exact
    conditional test is too conservative (Fagerland et al., 2013, doi:10.1186/1471-2288-13-91).
    """
    fewer = min(only_one, only_other)
    tails = scipy.stats.binom.cdf([fewer - 1, fewer], only_one + only_other, 0.5)
    return float(tails.sum())


def paired_t_test(differences: ArrayLike) -> float:
    """Return the p-value of Student's t test that the mean of differences (n,) is 0.

    It is NaN for fewer than two differences, or if all are the same.
    """
    from statsmodels.stats.weightstats import DescrStatsW

    array = np.asarray(differences)
    if len(array) < 2 or np.allclose(array, array[0]):
        return np.nan
    return float(DescrStatsW(array).ttest_mean()[1])


def correct_by_holm(table: pd.DataFrame) -> pd.DataFrame:
    """Correct the column `p_value` for testing all rows together (Holm, 1979).

    The new columns are the corrected `p_holm`, NaN where `p_value` is NaN, and `differ`, whether
    `p_holm` is at most 0.05.
    """
    # Not by statsmodels: it collects garbage in each call, which takes a third of a second.
    ranked = table["p_value"].astype(float).sort_values()
    p_holm = (ranked * np.arange(len(table), 0, -1)).cummax().clip(upper=1)
    return table.assign(p_holm=p_holm, differ=p_holm <= LEVEL)

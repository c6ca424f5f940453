"""Intervals of accuracies, and tests of differences between models, on independent images."""

from itertools import combinations

import pandas as pd

from .predictions import find_right


def wilson(right: float, n: int) -> tuple[float, float]:
    """Return the 95% interval of the proportion `right` / `n` (Wilson, 1927)."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(right, n, method="wilson")
    return float(low), float(high)


def tabulate_accuracies(**predictions: pd.DataFrame) -> pd.DataFrame:
    """Return the accuracy of each model, from `low` to `high` with 95% confidence.

    Returns:
        A row for each model, the most accurate first: the number of `images`, the number classified
        correctly (`right`), the `accuracy`, and its interval.
    """
    rows = []
    for model, table in predictions.items():
        n, right = len(table), int(find_right(table).sum())
        rows.append((model, n, right, right / n, *wilson(right, n)))
    columns = ["model", "images", "right", "accuracy", "low", "high"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("accuracy", ascending=False, kind="stable")


def compare_pairs(**predictions: pd.DataFrame) -> pd.DataFrame:
    """Test every pair of models for a difference in accuracy by McNemar's mid-p test.

    Returns:
        A row for each pair, the more accurate model first: `model` and `other`; the numbers of
        images that only one of them classifies correctly, `only_model` and `only_other`; the
        `difference` of their accuracies; the `p_value`; `p_holm`, corrected for testing all pairs
        (Holm, 1979); and `differ`, whether it is at most 0.05.
    """
    from statsmodels.stats.multitest import multipletests

    right = pd.DataFrame({model: find_right(table) for model, table in predictions.items()})
    order = right.mean().sort_values(ascending=False, kind="stable").index
    rows = []
    for model, other in combinations(order, 2):
        only = int((right[model] & ~right[other]).sum()), int((~right[model] & right[other]).sum())
        rows.append((model, other, *only, (only[0] - only[1]) / len(right), mcnemar_test(*only)))
    columns = ["model", "other", "only_model", "only_other", "difference", "p_value"]
    table = pd.DataFrame(rows, columns=columns)
    differ, p_holm, *_ = multipletests(table["p_value"], method="holm") if rows else ([], [])
    return table.assign(p_holm=p_holm, differ=differ)


def mcnemar_test(only_one: int, only_other: int) -> float:
    """Return the p-value of McNemar's mid-p test (McNemar, 1947; Fagerland et al., 2013).

    The arguments are the numbers of images that only one of two models classifies correctly. The
    value counts half of the probability of the observed outcome (doi:10.1186/1471-2288-13-91).
    """
    from scipy.stats import binom

    fewer = min(only_one, only_other)
    return float(binom.cdf([fewer - 1, fewer], only_one + only_other, 0.5).sum())

"""Intervals of accuracies, and tests of differences between models.

Both take images as independent. Images of one group resemble each other, so with few groups the
intervals are too narrow.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from .predictions import Tables, find_right

LEVEL = 0.05  # the family-wise error rate of the tests of all pairs


def wilson(right: float, n: int) -> tuple[float, float]:
    """Return the 95% interval of the proportion `right` / `n` (Wilson, 1927)."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(right, n, method="wilson")
    return float(low), float(high)


def tabulate_accuracies(classes: list[str], **predictions: pd.DataFrame) -> pd.DataFrame:
    """Return the accuracy of each model, and its recall of each class, with 95% intervals.

    Returns:
        A row for each model and `class`, where the class `all` stands for all images: the number
        of `images`, the number classified correctly (`right`), their `share`, and its interval
        from `low` to `high`. The most accurate model comes first.
    """
    rows = []
    for model in sorted(predictions, key=lambda name: -find_right(predictions[name]).mean()):
        right, labels = find_right(predictions[model]), predictions[model]["y_true"]
        parts = {"all": right} | {name: right[labels == n] for n, name in enumerate(classes)}
        for name, part in parts.items():
            n_right, n = int(part.sum()), len(part)
            rows.append((model, name, n, n_right, n_right / n, *wilson(n_right, n)))
    columns = ["model", "class", "images", "right", "share", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def compare_pairs(**predictions: pd.DataFrame) -> pd.DataFrame:
    """Test every pair of models for a difference in accuracy by McNemar's mid-p test.

    Returns:
        A row for each pair, the more accurate model first: `model` and `other`; the numbers of
        images that only one of them classifies correctly, `only_model` and `only_other`; the
        `difference` of their accuracies; the `p_value`; `p_holm`, corrected for testing all pairs
        (Holm, 1979); and `differ`, whether it is at most 0.05.
    """
    from statsmodels.stats.multitest import multipletests

    right = _tabulate_right(predictions)
    order = right.mean().sort_values(ascending=False, kind="stable").index
    rows = []
    for model, other in combinations(order, 2):
        only_model = int((right[model] & ~right[other]).sum())
        only_other = int((right[other] & ~right[model]).sum())
        difference = (only_model - only_other) / len(right)
        p_value = mcnemar_test(only_model, only_other)
        rows.append((model, other, only_model, only_other, difference, p_value))
    columns = ["model", "other", "only_model", "only_other", "difference", "p_value"]
    table = pd.DataFrame(rows, columns=columns)
    if table.empty:  # a single model
        return table.assign(p_holm=[], differ=[])
    differ, p_holm, *_ = multipletests(table["p_value"], alpha=LEVEL, method="holm")
    return table.assign(p_holm=np.asarray(p_holm), differ=np.asarray(differ))


def _tabulate_right(predictions: Tables) -> pd.DataFrame:
    """Return whether each model (column) classifies each image (row) correctly."""
    first, *_ = predictions.values()
    for model, table in predictions.items():
        if not table["y_true"].equals(first["y_true"]):
            raise ValueError(
                "Expected predictions of the same images from all models. Received others from "
                f"{model}: run all pipelines."
            )
    return pd.DataFrame({model: find_right(table) for model, table in predictions.items()})


def mcnemar_test(only_one: int, only_other: int) -> float:
    """Return the p-value of McNemar's mid-p test (McNemar, 1947; Fagerland et al., 2013).

    The mid-p value counts only half of the probability of the observed outcome, since the exact
    test is too conservative (doi:10.1186/1471-2288-13-91).

    Args:
        only_one: the number of images that only the one model classifies correctly.
        only_other: the number of images that only the other model classifies correctly.
    """
    from scipy.stats import binom

    fewer = min(only_one, only_other)
    return float(binom.cdf([fewer - 1, fewer], only_one + only_other, 0.5).sum())

"""95% intervals: of proportions, of means, and by the bootstrap (Efron, 1979)."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

Interval = tuple[float, float]
Values = NDArray[np.floating]
RESAMPLES, BATCH = 10_000, 100


def wilson(right: Any, n: Any) -> tuple[Any, Any]:
    """Return Wilson's (1927) interval of the proportion `right` / `n`, of numbers or of columns."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(right, n, method="wilson")
    return low, high


def add_wilson(table: pd.DataFrame, names: Sequence[str] = ("low", "high")) -> pd.DataFrame:
    """Add to a table the Wilson interval of `right` / `images` in each row, in columns `names`."""
    ends = wilson(table["right"], table["images"])
    return table.assign(**dict(zip(names, ends, strict=True)))


def lower_bound(right: int, n: int, chance: float) -> float:
    """Return Clopper and Pearson's (1934) lower bound of the proportion `right` / `n`.

    The bound exceeds the true proportion with probability at most `chance`.
    """
    return float(scipy.stats.beta.ppf(chance, right, n - right + 1)) if right else 0.0


def mean_with_t(values: ArrayLike) -> tuple[float, float, float]:
    """Return the mean of values (n,) and its Student's t interval; NaN where undefined."""
    from statsmodels.stats.weightstats import DescrStatsW

    array = np.asarray(values)
    mean = float(array.mean()) if len(array) else np.nan
    low, high = DescrStatsW(array).tconfint_mean() if len(array) > 1 else (np.nan, np.nan)
    return mean, float(low), float(high)


def percentiles(resampled: Values) -> tuple[Any, Any]:
    """Return the 2.5% and 97.5% quantiles of resampled values: numbers of (m,), (k,) of (m, k)."""
    low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
    return low, high


def bootstrap_difference(only_model: int, only_other: int, n: int, rng: Generator) -> Interval:
    """Return the paired bootstrap interval of a difference of accuracies on `n` images.

    Of these, `only_model` and `only_other` are classified correctly by one of the models alone.
    """
    shares = np.array([only_model, only_other, n - only_model - only_other]) / n
    counts = rng.multinomial(n, shares, size=RESAMPLES)
    return percentiles((counts[:, 0] - counts[:, 1]) / n)


def adjusted_wald_difference(only_model: int, only_other: int, n: int) -> Interval:
    """Return Bonett and Price's (2012) interval of a difference of accuracies on `n` images.

    It also holds for few images on which two models agree: doi:10.3102/1076998611411915.
    """
    gained, lost = (only_model + 1) / (n + 2), (only_other + 1) / (n + 2)
    difference = gained - lost
    margin = scipy.stats.norm.ppf(0.975) * np.sqrt((gained + lost - difference**2) / (n + 2))
    return max(-1.0, float(difference - margin)), min(1.0, float(difference + margin))


def resample_means(values: ArrayLike, resamples: int, rng: Generator) -> Values:
    """Return the means (resamples, k) of k properties of n images (k, n), in equal batches."""
    columns = np.asarray(values, np.float64).T
    n, batches = len(columns), [BATCH] * (resamples // BATCH)  # all at once need too much memory
    counts = (rng.multinomial(n, np.full(n, 1 / n), size) for size in batches)
    return np.asarray(np.concatenate([drawn @ columns for drawn in counts]) / n)

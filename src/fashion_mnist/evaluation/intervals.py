"""95% intervals.

Proportions use the Wilson interval (1927), means use Student's t, and other statistics of images
use bootstrap percentiles (Efron, 1979). Guaranteed proportions use the lower bound of Clopper and
Pearson (1934), which exceeds the true proportion no more often than its nominal error rate.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

Interval = tuple[float, float]
Values = NDArray[np.floating]
RESAMPLES, BATCH = 10_000, 100


def wilson(right: float, n: int) -> Interval:
    """Return the Wilson interval of the proportion `right` / `n`."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(right, n, method="wilson")
    return float(low), float(high)


def add_wilson(table: pd.DataFrame, names: Sequence[str] = ("low", "high")) -> pd.DataFrame:
    """Add to a table the Wilson interval of `right` / `images` in each row, in columns `names`."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(table["right"], table["images"], method="wilson")
    return table.assign(**dict(zip(names, (low, high), strict=True)))


def lower_bound(right: int, n: int, chance: float) -> float:
    """Return the Clopper-Pearson lower bound of the proportion `right` / `n`.

    The bound exceeds the true proportion with probability at most `chance`.
    """
    from statsmodels.stats.proportion import proportion_confint

    if not n:
        return 0.0
    low, _ = proportion_confint(right, n, alpha=2 * chance, method="beta")
    return float(low)


def mean_with_t(values: ArrayLike) -> tuple[float, float, float]:
    """Return the mean of values (n,) and its Student's t interval; NaN where undefined."""
    from statsmodels.stats.weightstats import DescrStatsW

    array = np.asarray(values)
    mean = float(array.mean()) if len(array) else np.nan
    low, high = DescrStatsW(array).tconfint_mean() if len(array) > 1 else (np.nan, np.nan)
    return mean, float(low), float(high)


def percentiles(resampled: Values) -> Interval:
    """Return the 2.5% and 97.5% quantiles of resampled values (m,)."""
    low, high = np.quantile(resampled, [0.025, 0.975])
    return float(low), float(high)


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


def bootstrap_means(one: Values, other: Values, rng: Generator) -> tuple[Values, Values]:
    """Return bootstrap intervals of the differences between means, from low (k,) to high (k,).

    The means are of k properties of n images (k, n) and of m other images (k, m).
    """
    differences = resample_means(one, RESAMPLES, rng) - resample_means(other, RESAMPLES, rng)
    low, high = np.quantile(differences, [0.025, 0.975], axis=0)
    return low, high


def resample_means(values: ArrayLike, resamples: int, rng: Generator) -> Values:
    """Return the means (resamples, k) of k properties of n images (k, n), resampled together."""
    columns = np.asarray(values, np.float64).T
    n, batches = len(columns), [BATCH] * (resamples // BATCH)  # all at once need too much memory
    counts = (rng.multinomial(n, np.full(n, 1 / n), size) for size in batches)
    return np.asarray(np.concatenate([drawn @ columns for drawn in counts]) / n)

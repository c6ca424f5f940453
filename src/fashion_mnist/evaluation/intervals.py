"""95% intervals.

Shares have the interval of Wilson (1927), means that of Student's t, and whatever else is computed
from images the percentiles of resamples (Efron, 1979). A share that is promised has the lower
bound of Clopper and Pearson (1934), which is too high no more often than it says.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 10_000


def wilson(right: float, n: int) -> tuple[float, float]:
    """The interval of a share, of `right` among n."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(right, n, method="wilson")
    return float(low), float(high)


def add_wilson(table: pd.DataFrame, names: Sequence[str] = ("low", "high")) -> pd.DataFrame:
    """A table with columns `right` and `images`, and the interval of each row's share."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(table["right"], table["images"], method="wilson")
    return table.assign(**dict(zip(names, (low, high), strict=True)))


def lower_bound(right: int, n: int, chance: float) -> float:
    """What the share, of `right` among n, is at least, but for a `chance` that it is not."""
    from statsmodels.stats.proportion import proportion_confint

    if not n:
        return 0.0
    low, _ = proportion_confint(right, n, alpha=2 * chance, method="beta")
    return float(low)


def mean_with_t(values: ArrayLike) -> tuple[float, float, float]:
    """The mean of values (n,), with Student's interval; NaN where these are not defined."""
    from statsmodels.stats.weightstats import DescrStatsW

    array = np.asarray(values)
    mean = float(array.mean()) if len(array) else np.nan
    low, high = DescrStatsW(array).tconfint_mean() if len(array) > 1 else (np.nan, np.nan)
    return mean, float(low), float(high)


def percentiles(resampled: NDArray[np.floating]) -> tuple[float, float]:
    """The interval that holds the middle 95% of what the resamples (m,) gave."""
    low, high = np.quantile(resampled, [0.025, 0.975])
    return float(low), float(high)


def bootstrap_difference(
    only_model: int, only_other: int, n: int, rng: np.random.Generator
) -> tuple[float, float]:
    """The interval of a difference of accuracies, from `RESAMPLES` resamples of the `n` images.

    What a resample amounts to is the number of its images that only the one model classifies
    rightly, that only the other does, and the rest: a draw from a multinomial distribution.
    """
    shares = np.array([only_model, only_other, n - only_model - only_other]) / n
    counts = rng.multinomial(n, shares, size=RESAMPLES)
    return percentiles((counts[:, 0] - counts[:, 1]) / n)


def adjusted_wald_difference(only_model: int, only_other: int, n: int) -> tuple[float, float]:
    """The interval of a difference of accuracies on `n` images by Bonett and Price (2012).

    It holds for few images too, of which the bootstrap would say [0, 0] if two models agree on all:
    doi:10.3102/1076998611411915.
    """
    from scipy.stats import norm

    gained, lost = (only_model + 1) / (n + 2), (only_other + 1) / (n + 2)
    difference = gained - lost
    margin = norm.ppf(0.975) * np.sqrt((gained + lost - difference**2) / (n + 2))
    return max(-1.0, float(difference - margin)), min(1.0, float(difference + margin))


def bootstrap_means(
    one: NDArray[np.floating], other: NDArray[np.floating], rng: np.random.Generator
) -> tuple[float, float]:
    """The interval of the difference of the means of values (n,) and of others (m,)."""
    means = [rng.choice(values, (RESAMPLES, len(values))).mean(axis=1) for values in (one, other)]
    return percentiles(means[0] - means[1])

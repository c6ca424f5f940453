import numpy as np
import pandas as pd
import pytest
from scipy import stats

from fashion_mnist.evaluation.intervals import (
    add_wilson,
    adjusted_wald_difference,
    bootstrap_difference,
    lower_bound,
    mean_with_t,
    percentiles,
    resample_means,
    wilson,
)

Z = 1.959964  # the quantile of 97.5% of the normal distribution


def test_a_share_has_wilsons_interval():
    # 5 of 10: 1/2 ± z / (2 √(10 + z²)).
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_of_all_or_none_the_interval_reaches_to_the_end():
    assert wilson(18, 18) == pytest.approx((18 / (18 + Z**2), 1))
    assert wilson(0, 18) == pytest.approx((0, Z**2 / (18 + Z**2)))


def test_each_row_of_a_table_has_the_interval_of_its_share():
    table = pd.DataFrame({"model": ["a", "b"], "right": [5, 3], "images": [10, 3]})
    with_interval = add_wilson(table)
    assert list(with_interval) == ["model", "right", "images", "low", "high"]
    assert with_interval["low"].tolist() == pytest.approx([0.2366, 3 / (3 + Z**2)], abs=1e-4)
    assert with_interval["high"].tolist() == pytest.approx([0.7634, 1], abs=1e-4)
    assert list(table) == ["model", "right", "images"]


def test_the_ends_of_an_interval_may_have_other_names():
    table = add_wilson(pd.DataFrame({"right": [1], "images": [1]}), ("from", "to"))
    assert list(table) == ["right", "images", "from", "to"]


@pytest.mark.parametrize(
    ("values", "mean", "half"),
    [
        ([1.0, 3.0], 2, 12.7062 * 1),  # t with 1 degree of freedom; √2 / √2
        ([1.0, 2.0, 3.0], 2, 4.302653 / 3**0.5),  # with 2; 1 / √3
        ([0.0, 0.0, 4.0, 4.0, 2.0], 2, 2.776445 * (4 / 5) ** 0.5),  # with 4; 2 / √5
        ([7.0, 7.0], 7, 0),
    ],
)
def test_a_mean_has_students_interval(values, mean, half):
    assert mean_with_t(values) == pytest.approx((mean, mean - half, mean + half), rel=1e-5)


@pytest.mark.parametrize(("values", "mean"), [([], np.nan), ([0.5], 0.5)])
def test_a_mean_of_one_value_or_none_has_no_interval(values, mean):
    assert mean_with_t(values) == pytest.approx((mean, np.nan, np.nan), nan_ok=True)


def test_percentiles_hold_the_middle_95_percent():
    assert percentiles(np.arange(1001.0)[::-1]) == (25, 975)


def test_the_bootstrap_is_that_of_the_paired_images():
    low, high = bootstrap_difference(30, 10, 1000, np.random.default_rng(0))
    gains = np.repeat([1, -1, 0], [30, 10, 960])
    resampled = stats.bootstrap((gains,), np.mean, method="percentile", rng=1).confidence_interval
    assert (low, high) == pytest.approx(tuple(resampled), abs=0.0011)  # a thousandth is one image
    # 0.02 ± 1.96 √((0.04 - 0.02²) / 1000)
    assert (low, high) == pytest.approx((0.0077, 0.0323), abs=0.0011)


def test_the_bootstrap_follows_from_the_generator():
    first, again, other = (
        bootstrap_difference(30_000, 10_000, 1_000_000, np.random.default_rng(seed))
        for seed in (0, 0, 1)
    )
    assert first == again
    assert first != other


def test_models_that_are_right_on_the_same_images_differ_by_nothing():
    assert bootstrap_difference(0, 0, 10, np.random.default_rng(0)) == (0, 0)


@pytest.mark.parametrize(("right", "bound"), [(10, 0.05**0.1), (1, 1 - 0.95**0.1), (0, 0)])
def test_a_promised_share_has_the_bound_of_clopper_and_pearson(right, bound):
    # All right has the chance bound^10, one or more 1 - (1 - bound)^10: both are to be 5%.
    assert lower_bound(right, 10, 0.05) == pytest.approx(bound)


def test_the_interval_of_a_difference_of_few_images_is_that_of_bonett_and_price():
    """(30 + 1) / 102 and (10 + 1) / 102: 0.196 -+ 1.96 * sqrt((42 / 102 - 0.196**2) / 102)."""
    assert adjusted_wald_difference(30, 10, 100) == pytest.approx((0.0775, 0.3146), abs=1e-4)
    low, high = adjusted_wald_difference(0, 0, 91)
    assert (low, high) == pytest.approx((-0.0298, 0.0298), abs=1e-4)
    assert adjusted_wald_difference(1, 0, 1) == pytest.approx((-0.7335, 1), abs=1e-4)


def test_the_interval_of_a_difference_of_means_is_that_of_the_bootstrap():
    one = np.stack([np.arange(40) / 40, np.ones(40)])
    other = np.stack([np.arange(60) / 120, np.zeros(60)])
    rng = np.random.default_rng(0)
    low, high = percentiles(resample_means(one, 10_000, rng) - resample_means(other, 10_000, rng))
    # The standard error is the root of both variances over their n: 0.2886**2/40 + 0.1443**2/60.
    assert (low[0], high[0]) == pytest.approx((0.2417 - 0.0966, 0.2417 + 0.0966), abs=0.01)
    assert (low[1], high[1]) == (1, 1)


def test_of_nothing_no_share_is_promised():
    assert lower_bound(0, 0, 0.05) == 0

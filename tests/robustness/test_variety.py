import numpy as np
import pytest

from fashion_mnist.robustness import variety


@pytest.fixture
def items():
    """Two hundred bars, upright and in the middle."""
    items = np.zeros((200, 28, 28), np.float32)
    items[:, 6:22, 11:17] = 0.5
    return items


def rng():
    return np.random.default_rng(0)


def spread(images):
    """The standard deviations of the rows and columns that an item covers, each (n,)."""
    points = [np.argwhere(image > 0.1) for image in images]
    return np.array([found.std(axis=0) for found in points]).T


def test_items_are_skewed_but_stay_in_the_picture(items):
    skewed = variety.skew(items, rng(), smallest=1, degrees=0)
    rows, columns = spread(skewed)
    assert rows.std() > 0.3
    assert columns.std() > 0.1
    areas = (skewed > 0.25).sum(axis=(1, 2))
    assert areas.mean() == pytest.approx(16 * 6, rel=0.1)  # stretching keeps the area
    assert skewed[:, [0, -1]].max() < 0.1


def test_a_pair_is_two_smaller_items(items):
    paired = variety.pair(items, rng())
    areas = (paired > 0.25).sum(axis=(1, 2))
    low, high = (2 * scale**2 * 16 * 6 for scale in variety.SHOE)
    assert low * 0.6 < areas.mean() < high
    assert (areas < 16 * 6).mean() > 0.9
    assert paired.max() <= 0.5 + 1e-6


def test_prints_and_folds_change_the_item_and_nothing_else(items):
    assert (variety.dress_up(items, rng(), prints=0, folds=0) == items).all()
    for shares in ({"prints": 1, "folds": 0}, {"prints": 0, "folds": 1}):
        dressed = variety.dress_up(items, rng(), **shares)
        assert (dressed[items == 0] == 0).all()
        assert (dressed[items > 0] >= 0.1).all()
        assert dressed.max() <= 1
        assert (dressed != items).any(axis=(1, 2)).mean() > 0.9


def test_a_share_of_pictures_is_lit_from_one_side():
    grey = np.full((400, 8, 8, 3), 0.5, np.float32)
    lit = variety.light(grey, rng(), share=0.25)
    changed = (lit != grey).any(axis=(1, 2, 3))
    assert changed.mean() == pytest.approx(0.25, abs=0.05)
    assert lit.dtype == np.float32
    brightest = lit[changed].mean(axis=3).max(axis=(1, 2))
    darkest = lit[changed].mean(axis=3).min(axis=(1, 2))
    assert (brightest - darkest).max() > 0.2

import numpy as np
import pytest
from scipy.stats import spearmanr

from fashion_mnist.explanation.similarity import rank_correlation


def test_it_is_spearmans_rank_correlation():
    maps, others = np.random.default_rng(0).integers(0, 4, (2, 5, 3, 3))  # with ties
    expected = [
        spearmanr(*pair).statistic
        for pair in zip(maps.reshape(5, 9), others.reshape(5, 9), strict=True)
    ]
    np.testing.assert_allclose(rank_correlation(maps, others), expected)


def test_only_the_order_counts():
    maps = np.array([[[1, 2], [3, 4]]])
    assert rank_correlation(maps, maps**3) == pytest.approx([1])
    assert rank_correlation(maps, -maps) == pytest.approx([-1])


def test_pairs_with_a_map_that_is_the_same_everywhere_are_left_out():
    maps = np.array([[[1, 2], [3, 4]], [[0, 0], [0, 0]], [[1, 2], [3, 4]]])
    others = np.array([[[1, 2], [3, 4]], [[1, 2], [3, 4]], [[5, 5], [5, 5]]])
    assert rank_correlation(maps, others) == pytest.approx([1])
    assert rank_correlation(maps[1:], others[1:]).shape == (0,)

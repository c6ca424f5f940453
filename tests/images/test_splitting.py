import numpy as np

from fashion_mnist.images.splitting import draw_sample, split_indices


def test_split_is_stratified_disjoint_and_complete():
    labels = np.repeat(np.arange(3, dtype=np.uint8), 10)
    rest, held_out = split_indices(labels, 0.2, seed=0)
    assert sorted([*rest, *held_out]) == list(range(30))
    np.testing.assert_array_equal(np.bincount(labels[held_out]), [2, 2, 2])


def test_split_follows_from_the_seed():
    labels = np.repeat(np.arange(3, dtype=np.uint8), 10)
    first, again, other = (split_indices(labels, 0.2, seed)[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_sample_of_everything_is_everything_in_order():
    np.testing.assert_array_equal(draw_sample(np.array([1, 0, 1], np.uint8), 1, 0), [0, 1, 2])


def test_sample_is_stratified():
    labels = np.repeat(np.arange(2, dtype=np.uint8), 10)
    np.testing.assert_array_equal(np.bincount(labels[draw_sample(labels, 0.3, 0)]), [3, 3])

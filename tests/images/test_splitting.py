import numpy as np
import pytest

from fashion_mnist.images.splitting import assign_folds, draw_sample, split_indices


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


@pytest.mark.parametrize(
    ("fraction", "n"), [(0.999, 100), (0.95, 100), (0.9, 90), (0.1, 10), (0.01, 10), (1e-6, 10)]
)
def test_a_sample_of_nearly_all_or_nearly_none_has_every_class(fraction, n):
    """Of 10 classes with 10 images each, at least one of each, and as many in the rest if any."""
    labels = np.repeat(np.arange(10, dtype=np.uint8), 10)
    np.testing.assert_array_equal(np.bincount(labels[draw_sample(labels, fraction, 0)]), n // 10)


@pytest.mark.parametrize("labels", [[0, 1, 2, 3], [0] * 9 + [1], [0] * 96 + [1] * 3 + [2], [0]])
@pytest.mark.parametrize("fraction", [0.01, 0.5, 0.99])
def test_a_sample_has_rare_classes_too(labels, fraction):
    labels = np.array(labels, np.uint8)
    sample = draw_sample(labels, fraction, 0)
    assert set(labels[sample]) == set(labels)
    assert sorted(set(sample)) == sample.tolist()


def test_a_sample_is_as_large_as_asked_for_whatever_the_rounding():
    labels = np.repeat(np.arange(2, dtype=np.uint8), 3000)
    assert 28 / 6000 * 6000 > 28
    assert len(draw_sample(labels, 28 / 6000, 0)) == 28


def test_folds_hold_each_class_alike():
    labels = np.repeat(np.arange(3, dtype=np.uint8), 10)
    folds = assign_folds(labels, 5, seed=0)
    for fold in range(5):
        np.testing.assert_array_equal(np.bincount(labels[folds == fold]), [2, 2, 2])
    np.testing.assert_array_equal(folds, assign_folds(labels, 5, seed=0))
    assert not np.array_equal(folds, assign_folds(labels, 5, seed=1))


def test_a_class_may_be_smaller_than_the_number_of_folds():
    folds = assign_folds(np.array([0, 1, 0, 0], np.uint8), 3, seed=0)
    np.testing.assert_array_equal(np.sort(np.bincount(folds)), [1, 1, 2])

import numpy as np
import pytest

from fashion_mnist.parameters.robust import KINDS
from fashion_mnist.robustness import conditions
from fashion_mnist.robustness.conditions import CONDITIONS


def images(n: int = 4) -> np.ndarray:
    return np.random.default_rng(0).random((n, 28, 28), np.float32)


def test_every_condition_is_there_once():
    assert len(CONDITIONS) == len(set(CONDITIONS)) == 2 + 5 + 10 * 5
    assert CONDITIONS[0] == ("clean", 0)


@pytest.mark.parametrize("condition", CONDITIONS[:12])
def test_conditions_are_the_same_for_the_same_seed(condition):
    first, again = (conditions.change(images(), *condition, seed=1) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (4, 28, 28, 3) if condition[0] in KINDS else (4, 28, 28, 1)


def test_another_seed_gives_other_backgrounds():
    one, other = (conditions.change(images(), "clutter", 0, seed) for seed in (1, 2))
    assert not np.array_equal(one, other)


def test_clean_images_are_left_alone():
    np.testing.assert_array_equal(conditions.change(images(), "clean", 0, 0)[..., 0], images())


def test_a_sample_is_stratified_and_never_more_than_there_is():
    labels = np.repeat(np.arange(2, dtype=np.uint8), 10)
    np.testing.assert_array_equal(np.bincount(labels[conditions.sample(labels, 6, 0)]), [3, 3])
    assert len(conditions.sample(labels, 100, 0)) == 20

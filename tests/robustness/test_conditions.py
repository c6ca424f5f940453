import numpy as np
import pytest

from fashion_mnist.robustness import conditions, scores
from fashion_mnist.robustness.backgrounds import KINDS
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


def right(clean: float, others: float) -> np.ndarray:
    """Whether each of ten predictions was right, of given shares, for each condition."""
    shares = np.array([clean, *[others] * (len(CONDITIONS) - 1)])
    return np.arange(10) < 10 * shares[:, None]


def test_a_row_for_each_condition_with_its_interval():
    table = scores.tabulate(right(0.9, 0.5))
    assert list(table["condition"].iloc[:3]) == ["clean", "geometry", "plain"]
    assert table["accuracy"].iloc[0] == 0.9
    row = table.iloc[1]  # Wilson, 5 of 10
    assert (row["accuracy_low"], row["accuracy_high"]) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_relative_robustness_is_the_mean_over_conditions_relative_to_clean():
    summary = scores.summarise(right(0.8, 0.4), seed=0)
    assert summary["relative_robustness"] == pytest.approx(0.5)
    assert summary["relative_robustness_low"] <= 0.5 <= summary["relative_robustness_high"]
    assert summary["clean"] == pytest.approx(0.8)
    assert summary["backgrounds"] == pytest.approx(0.4)
    assert summary["images"] == 10


def test_severities_count_as_one_condition():
    correct = right(1, 0)
    noise = [condition == ("noise", 5) for condition in CONDITIONS]
    correct[noise] = True  # one of five severities, of one of sixteen conditions
    assert scores.summarise(correct, 0)["relative_robustness"] == pytest.approx(1 / 5 / 16)


def test_a_model_is_asked_for_every_condition():
    asked = []

    def predict(changed: np.ndarray) -> np.ndarray:
        asked.append(changed.shape)
        return np.eye(3)[[1, 1, 0, 1]]

    table, summary = scores.assess(predict, images(), np.array([1, 1, 1, 1]), seed=0)
    assert [shape[-1] for shape in asked] == [1] * 2 + [3] * 5 + [1] * 50
    assert len(asked) == len(table) == len(CONDITIONS)
    assert (table["accuracy"] == 0.75).all()
    assert summary["relative_robustness"] == pytest.approx(1)


def test_a_sample_is_stratified_and_never_more_than_there_is():
    labels = np.repeat(np.arange(2, dtype=np.uint8), 10)
    np.testing.assert_array_equal(np.bincount(labels[conditions.sample(labels, 6, 0)]), [3, 3])
    assert len(conditions.sample(labels, 100, 0)) == 20

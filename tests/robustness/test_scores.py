import numpy as np
import pandas as pd
import pytest

from fashion_mnist.images.arrays import BRIGHTNESS, ScaledImages
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines.data_engineering.nodes import normalise
from fashion_mnist.robustness import scores
from fashion_mnist.robustness.corruptions import CONDITIONS


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

    images = np.random.default_rng(0).random((4, 28, 28), np.float32)
    table, summary = scores.assess(predict, images, np.array([1, 1, 1, 1]), seed=0)
    assert [shape[-1] for shape in asked] == [1] * 2 + [3] * 5 + [1] * 50
    assert len(asked) == len(table) == len(CONDITIONS)
    assert (table["accuracy"] == 0.75).all()
    assert summary["relative_robustness"] == pytest.approx(1)


def always_bag(changed: np.ndarray) -> np.ndarray:
    return np.eye(2)[np.zeros(len(changed), int)]


def test_a_stratified_sample_is_measured():
    labels = np.repeat(np.arange(2, dtype=np.uint8), 10)
    images = normalise(np.random.default_rng(0).integers(256, size=(20, 28, 28, 1), dtype=np.uint8))
    table, summary = scores.assess_sample(always_bag, images, labels, n=6, seed=0)
    assert (table["images"] == 6).all()
    assert (table["accuracy"] == 0.5).all()  # three of each class
    assert summary["images"] == 6
    assert summary["relative_robustness"] == pytest.approx(1)


def test_a_sample_of_all_images_is_all_of_them_in_order():
    labels = np.array([0, 1, 1], np.uint8)
    images = normalise(np.random.default_rng(0).integers(256, size=(3, 28, 28, 1), dtype=np.uint8))
    table, summary = scores.assess_sample(always_bag, images, labels, n=10, seed=0)
    expected, expected_summary = scores.assess(always_bag, images[..., 0], labels, seed=0)
    pd.testing.assert_frame_equal(table, expected)
    assert summary == expected_summary


def test_brightness_is_changed_and_its_levels_are_asked():
    pixels = np.random.default_rng(0).integers(256, size=(2, 28, 28, 1), dtype=np.uint8)
    asked = []

    def predict(changed):
        asked.append(changed)
        return always_bag(changed)

    for levels in (BRIGHTNESS, 2 * BRIGHTNESS - 1):
        images = ScaledImages(pixels, levels)
        scores.assess_sample(predict, images, np.array([0, 1]), n=2, seed=0)
    n = len(CONDITIONS)
    for bright, scaled in zip(asked[:n], asked[n:], strict=True):
        np.testing.assert_allclose(scaled, 2 * bright - 1, atol=1e-6)


def test_images_that_fit_no_background_are_refused():
    images = normalise(np.zeros((2, 28, 28, 3), np.uint8))
    with pytest.raises(InputError, match="Expected square grey images"):
        scores.assess_sample(always_bag, images, np.array([0, 1]), n=2, seed=0)

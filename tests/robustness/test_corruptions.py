import numpy as np
import pytest

from fashion_mnist.images.arrays import BRIGHTNESS, ScaledImages
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.robustness import corruptions
from fashion_mnist.robustness.backgrounds import KINDS
from fashion_mnist.robustness.corruptions import CONDITIONS, CORRUPTIONS, corrupt


def dots() -> np.ndarray:
    """Sixty images of grey 0.2 with one bright pixel right above the centre."""
    images = np.full((60, 28, 28), 0.2, np.float32)
    images[:, 10, 14] = 1
    return images


def corrupted(name: str, severity: int, seed: int = 0) -> np.ndarray:
    return corrupt(name, dots(), severity, np.random.default_rng(seed))


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_more_severe_is_further_from_the_image(name):
    rows, columns = np.mgrid[:28, :28]
    hill = np.exp(-((rows - 10) ** 2) / 20 - (columns - 14) ** 2 / 90).astype(np.float32)
    images, rng = np.tile(hill, (60, 1, 1)), np.random.default_rng(0)
    mildest, most = (
        np.abs(corrupt(name, images, severity, rng) - images).mean() for severity in (1, 5)
    )
    assert 0 < mildest < most


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_corrupted_images_are_in_range_and_follow_from_the_generator(name):
    images = corrupted(name, 5)
    assert images.dtype == np.float32
    assert images.shape == dots().shape
    assert images.min() >= 0
    assert images.max() <= 1
    np.testing.assert_array_equal(images, corrupted(name, 5))


def test_brightness_is_added_and_cut_off():
    np.testing.assert_allclose(corrupted("brightness", 5)[0, 10, 13:15], [0.7, 1])


def test_contrast_shrinks_towards_the_mean():
    halves = np.array([[[0, 1], [0, 1]]], np.float32)
    corrupted = corrupt("contrast", halves, 2, np.random.default_rng(0))
    np.testing.assert_allclose(corrupted[0, 0], [0.25, 0.75])


def test_a_square_is_covered_by_one_grey():
    covered = corrupted("occlusion", 1) != dots()
    np.testing.assert_array_equal(covered.sum((1, 2)), 16)


def test_pixels_are_averaged_in_squares():
    coarse = corrupted("pixelate", 3)[0]  # 14 of 2x2
    np.testing.assert_allclose(coarse[10:12, 14:16], 0.4, atol=1 / 255)


def test_shrinking_brings_everything_closer_to_the_centre():
    images = np.zeros((1, 28, 28), np.float32)
    images[0, :4] = 1  # 10 to 14 rows above the centre: 5 to 7 at half the size
    small = corrupt("scale", images, 5, np.random.default_rng(0))[0, :, 14]
    np.testing.assert_array_equal(np.flatnonzero(small > 0.5), [7, 8])


def test_a_shift_moves_by_its_distance():
    images = np.zeros((20, 28, 28), np.float32)
    images[:, 12:16, 12:16] = 1
    moved = corrupt("shift", images, 3, np.random.default_rng(0))
    rows, columns = np.mgrid[:28, :28] - 13.5
    centres = [(moved * axis).sum((1, 2)) / 16 for axis in (rows, columns)]
    np.testing.assert_allclose(np.hypot(*centres), 3, rtol=1e-4)


def test_noise_has_its_standard_deviation():
    grey = np.full((60, 28, 28), 0.5, np.float32)
    noisy = corrupt("noise", grey, 3, np.random.default_rng(0))
    assert noisy.std() == pytest.approx(0.18, abs=0.003)


def test_a_small_image_is_covered_at_most_as_a_whole():
    images = np.full((3, 8, 8), 0.5, np.float32)
    covered = corrupt("occlusion", images, 5, np.random.default_rng(0))
    assert (covered == covered[:, :1, :1]).all()


def images(n: int = 4) -> np.ndarray:
    return np.random.default_rng(0).random((n, 28, 28), np.float32)


def test_every_condition_is_there_once():
    assert len(CONDITIONS) == len(set(CONDITIONS)) == 2 + 5 + 10 * 5
    assert CONDITIONS[0] == ("clean", 0)


@pytest.mark.parametrize("condition", CONDITIONS[:12])
def test_conditions_are_the_same_for_the_same_seed(condition):
    first, again = (corruptions.apply_condition(images(), *condition, seed=1) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (4, 28, 28, 3) if condition[0] in KINDS else (4, 28, 28, 1)


def test_another_seed_gives_other_backgrounds():
    one, other = (corruptions.apply_condition(images(), "clutter", 0, seed) for seed in (1, 2))
    assert not np.array_equal(one, other)


def test_clean_images_are_left_alone():
    np.testing.assert_array_equal(
        corruptions.apply_condition(images(), "clean", 0, 0)[..., 0], images()
    )


def right(clean: float, others: float) -> np.ndarray:
    """Whether each of ten predictions was right, of given shares, for each condition."""
    shares = np.array([clean, *[others] * (len(CONDITIONS) - 1)])
    return np.arange(10) < 10 * shares[:, None]


def test_a_row_for_each_condition_with_its_interval():
    table = corruptions.tabulate(right(0.9, 0.5))
    assert list(table["condition"].iloc[:3]) == ["clean", "geometry", "plain"]
    assert table["accuracy"].iloc[0] == 0.9
    row = table.iloc[1]  # Wilson, 5 of 10
    assert (row["accuracy_low"], row["accuracy_high"]) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_relative_robustness_is_the_mean_over_conditions_relative_to_clean():
    summary = corruptions.summarise(right(0.8, 0.4), seed=0)
    assert summary["relative_robustness"] == pytest.approx(0.5)
    assert summary["relative_robustness_low"] <= 0.5 <= summary["relative_robustness_high"]
    assert summary["clean"] == pytest.approx(0.8)
    assert summary["backgrounds"] == pytest.approx(0.4)
    assert summary["images"] == 10


def test_severities_count_as_one_condition():
    correct = right(1, 0)
    noise = [condition == ("noise", 5) for condition in CONDITIONS]
    correct[noise] = True  # one of five severities, of one of sixteen conditions
    assert corruptions.summarise(correct, 0)["relative_robustness"] == pytest.approx(1 / 5 / 16)


def test_a_model_is_asked_for_every_condition():
    asked = []

    def predict(changed: np.ndarray) -> np.ndarray:
        asked.append(changed.shape)
        return np.eye(3)[[1, 1, 0, 1]]

    images = normalise(np.random.default_rng(0).integers(256, size=(4, 28, 28, 1), dtype=np.uint8))
    labels = np.array([1, 1, 1, 1])
    table, summary = corruptions.assess_sample(predict, images, labels, n=4, seed=0)
    assert [shape[-1] for shape in asked] == [1] * 2 + [3] * 5 + [1] * 50
    assert len(asked) == len(table) == len(CONDITIONS)
    assert (table["accuracy"] == 0.75).all()
    assert summary["relative_robustness"] == pytest.approx(1)


def always_bag(changed: np.ndarray) -> np.ndarray:
    return np.eye(2)[np.zeros(len(changed), int)]


def test_a_stratified_sample_is_measured():
    labels = np.repeat(np.arange(2, dtype=np.uint8), 10)
    images = normalise(np.random.default_rng(0).integers(256, size=(20, 28, 28, 1), dtype=np.uint8))
    table, summary = corruptions.assess_sample(always_bag, images, labels, n=6, seed=0)
    assert (table["images"] == 6).all()
    assert (table["accuracy"] == 0.5).all()  # three of each class
    assert summary["images"] == 6
    assert summary["relative_robustness"] == pytest.approx(1)


def test_a_sample_of_all_images_is_all_of_them_in_order():
    labels = np.array([0, 1, 1], np.uint8)
    images = normalise(np.random.default_rng(0).integers(256, size=(3, 28, 28, 1), dtype=np.uint8))
    asked = []

    def predict(changed):
        asked.append(changed)
        return always_bag(changed)

    table, _ = corruptions.assess_sample(predict, images, labels, n=10, seed=0)
    for condition, changed in zip(CONDITIONS, asked, strict=True):
        expected = corruptions.apply_condition(images[..., 0], *condition, seed=0)
        np.testing.assert_array_equal(changed, expected)
    assert table["accuracy"].unique() == [1 / 3]


def test_brightness_is_changed_and_its_levels_are_asked():
    pixels = np.random.default_rng(0).integers(256, size=(2, 28, 28, 1), dtype=np.uint8)
    asked = []

    def predict(changed):
        asked.append(changed)
        return always_bag(changed)

    for levels in (BRIGHTNESS, 2 * BRIGHTNESS - 1):
        images = ScaledImages(pixels, levels)
        corruptions.assess_sample(predict, images, np.array([0, 1]), n=2, seed=0)
    n = len(corruptions.CONDITIONS)
    for bright, scaled in zip(asked[:n], asked[n:], strict=True):
        np.testing.assert_allclose(scaled, 2 * bright - 1, atol=1e-6)


def test_images_that_fit_no_background_are_refused():
    images = normalise(np.zeros((2, 28, 28, 3), np.uint8))
    with pytest.raises(InputError, match="Expected square grey images"):
        corruptions.assess_sample(always_bag, images, np.array([0, 1]), n=2, seed=0)

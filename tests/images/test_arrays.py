import numpy as np
import pytest

from fashion_mnist.images import arrays, profile, splitting
from fashion_mnist.images.profile import count_values, pixel_statistics


def test_normalise_divides_by_255():
    normalised = arrays.normalise(np.array([[0, 51, 255]], np.uint8))
    assert normalised.dtype == np.float32
    np.testing.assert_array_equal(normalised, np.array([[0, 0.2, 1]], np.float32))


def test_channel_is_added_last():
    assert arrays.add_channel(np.zeros((5, 28, 28), np.float32)).shape == (5, 28, 28, 1)
    assert arrays.add_channel(np.zeros((5, 28, 28, 3), np.float32)).shape == (5, 28, 28, 3)


def test_only_square_grey_images_can_be_put_onto_backgrounds():
    arrays.check_square_and_grey(np.zeros((2, 4, 4, 1), np.float32))
    for shape, received in (((2, 4, 5, 1), "4x5 pixels with 1"), ((2, 4, 4, 3), "4x4 .* 3 chan")):
        with pytest.raises(ValueError, match=f"Expected square grey images.*{received}"):
            arrays.check_square_and_grey(np.zeros(shape, np.float32))


def test_grey_becomes_three_equal_colours():
    grey = np.array([[[[0.2], [0.4]]]], np.float32)
    assert arrays.to_channels(grey, 3).tolist() == np.float32([[[[0.2] * 3, [0.4] * 3]]]).tolist()


def test_colours_become_grey_by_their_luminance():
    colours = np.array([[[[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]]], np.float32)
    np.testing.assert_allclose(
        arrays.to_channels(colours, 1)[..., 0], [[[0.299, 0.587, 0.114, 1]]], rtol=1e-6
    )


def test_as_many_channels_as_wanted_stay_as_they_are():
    images = np.zeros((1, 2, 2, 3), np.float32)
    assert arrays.to_channels(images, 3) is images


def test_flatten_goes_row_by_row():
    images = np.array([[[1, 2], [3, 4]]], np.float32)
    np.testing.assert_array_equal(arrays.flatten(images), [[1, 2, 3, 4]])
    assert arrays.flatten(np.zeros((2, 4, 5, 3), np.float32)).shape == (2, 60)


def test_one_hot():
    encoded = arrays.one_hot(np.array([2, 0], np.uint8), 3)
    assert encoded.dtype == np.float32
    np.testing.assert_array_equal(encoded, [[0, 0, 1], [1, 0, 0]])


def test_split_is_stratified_disjoint_and_complete():
    labels = np.repeat(np.arange(3, dtype=np.uint8), 10)
    rest, held_out = splitting.split_indices(labels, 0.2, seed=0)
    assert sorted([*rest, *held_out]) == list(range(30))
    np.testing.assert_array_equal(np.bincount(labels[held_out]), [2, 2, 2])


def test_split_follows_from_the_seed():
    labels = np.repeat(np.arange(3, dtype=np.uint8), 10)
    first, again, other = (splitting.split_indices(labels, 0.2, seed)[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_sample_of_everything_is_everything_in_order():
    np.testing.assert_array_equal(
        splitting.draw_sample(np.array([1, 0, 1], np.uint8), 1, 0), [0, 1, 2]
    )


def test_sample_is_stratified():
    labels = np.repeat(np.arange(2, dtype=np.uint8), 10)
    np.testing.assert_array_equal(
        np.bincount(labels[splitting.draw_sample(labels, 0.3, 0)]), [3, 3]
    )


@pytest.mark.parametrize(
    ("pixels", "median"), [([0, 0, 1, 255], 0.5), ([0, 1, 255], 1), ([7], 7), ([3, 3, 9, 9], 6)]
)
def test_pixel_statistics_agree_with_numpy(pixels, median):
    images = np.array(pixels, np.uint8).reshape(1, 1, -1)
    statistics = pixel_statistics(images)
    assert statistics["mean"] == pytest.approx(np.mean(pixels))
    assert statistics["standard_deviation"] == pytest.approx(np.std(pixels))
    assert statistics["median"] == median


def test_values_of_colour_images_are_counted_over_all_channels():
    counts = count_values(np.array([[[[0, 7, 7]]], [[[0, 0, 255]]]], np.uint8))
    assert (counts[0], counts[7], counts[255], counts.sum()) == (3, 2, 1, 6)


def test_profile_describes_both_sets():
    train, test = np.array([[[0, 255], [3, 4]]] * 3, np.uint8), np.zeros((2, 2, 2), np.uint8)
    profile = profile.profile(train, test)
    assert profile["training_set_shape"] == [3, 2, 2]
    assert profile["test_set_shape"] == [2, 2, 2]
    assert profile["image_size"] == [2, 2]
    assert profile["data_type"] == "uint8"
    assert profile["value_range"] == [0, 255]

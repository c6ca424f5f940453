import numpy as np
import pytest

from fashion_mnist.images.checks import (
    count_values,
    have_black_corners,
    images_of_each_class,
    pixel_statistics,
    profile_images,
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


def test_images_of_each_class_are_counted_over_all_parts():
    train, validation = np.array([0, 1, 1], np.uint8), np.array([0], np.uint8)
    assert images_of_each_class(train, validation, n_classes=2) == 2
    assert images_of_each_class(train, validation, n_classes=3) is None  # one class has none
    assert images_of_each_class(train, n_classes=2) is None


def test_profile_describes_both_sets():
    train, test = np.array([[[0, 255], [3, 4]]] * 3, np.uint8), np.zeros((2, 2, 2), np.uint8)
    described = profile_images(train, test)
    assert described["training_set_shape"] == [3, 2, 2]
    assert described["test_set_shape"] == [2, 2, 2]
    assert described["image_size"] == [2, 2]
    assert described["data_type"] == "uint8"
    assert described["value_range"] == [0, 255]


def test_grey_items_on_black_have_black_corners():
    images = np.full((3, 4, 5, 1), 200, np.uint8)
    assert not have_black_corners(images)
    images[:2, [0, 0, -1, -1], [0, -1, 0, -1]] = 0  # of most images
    assert have_black_corners(images)
    assert not have_black_corners(images.repeat(3, axis=-1))

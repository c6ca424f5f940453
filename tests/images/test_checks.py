import numpy as np
import pytest

from fashion_mnist.images.checks import (
    check_class_sizes,
    check_images,
    check_set,
    count_values,
    encode_labels,
    have_black_corners,
    images_of_each_class,
    parse_description,
    pixel_statistics,
    profile_images,
)
from fashion_mnist.parameters.errors import InputError


def test_the_first_line_of_a_description_is_the_name():
    described = parse_description("Flowers\nColour photographs\nof flowers.\n")
    assert described == {"name": "Flowers", "about": "Colour photographs of flowers."}
    assert parse_description("Flowers") == {"name": "Flowers", "about": ""}


def test_names_are_numbered_by_their_place_among_the_classes():
    labels = encode_labels(np.array(["dog", "cat", "dog"]), ["dog", "bird", "cat"])
    np.testing.assert_array_equal(labels, [0, 2, 0])
    assert labels.dtype == np.uint8


@pytest.mark.parametrize("dtype", ["uint8", "int64"])
def test_numbers_stay_as_they_are(dtype):
    labels = encode_labels(np.array([2, 0], dtype), ["a", "b", "c"])
    np.testing.assert_array_equal(labels, [2, 0])
    assert labels.dtype == np.uint8


def test_many_classes_have_larger_numbers():
    classes = [str(number) for number in range(300)]
    labels = encode_labels(np.array([299]), classes)
    assert labels.tolist() == [299]
    assert labels.dtype == np.uint16


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["cat", "cow"], "Expected the labels cat, dog. Received also cow: correct"),
        ([1, 2], "Expected the labels 0, 1. Received also 2: correct the parameter `classes`"),
        ([-1, 0], "Received also -1"),
        ([0.0, 1.0], "Expected labels as whole numbers or names.* Received float64 of shape 2"),
        ([[1, 0], [0, 1]], "of shape n. Received int64 of shape 2 x 2"),
        (1, "of shape n. Received int64 of shape none, a single value"),
        ([1j, 0], "Received complex128 of shape 2"),
    ],
)
def test_labels_that_are_no_classes_are_refused(labels, message):
    with pytest.raises(InputError, match=message):
        encode_labels(np.array(labels), ["cat", "dog"])


@pytest.mark.parametrize("shape", [(1, 4, 4), (2, 28, 20), (2, 8, 8, 3)])
def test_grey_and_colour_images_pass(shape):
    check_images(np.zeros(shape, np.uint8), np.zeros((5, *shape[1:]), np.uint8))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("dtype", "shape", "message"),
    [
        ("float64", (5, 8, 8), "Expected images as uint8 .* Received float64 of shape 5 x 8 x 8"),
        ("uint8", (5, 8, 8, 4), "Received uint8 of shape 5 x 8 x 8 x 4"),
        ("uint8", (5, 3, 8, 8), "Received uint8 of shape 5 x 3 x 8 x 8"),
        ("uint8", (5, 64), "Received uint8 of shape 5 x 64"),
        ("uint8", (5,), "Received uint8 of shape 5"),
        ("uint8", (), "Received uint8 of shape none"),
        ("complex64", (5, 8, 8), "Received complex64 of shape 5 x 8 x 8"),
        ("uint8", (5, 3, 8), "of 4 x 4 pixels or more. Received uint8 of shape 5 x 3 x 8"),
    ],
)
def test_other_images_are_refused(dtype, shape, message):
    with pytest.raises(InputError, match=message):
        check_images(np.zeros(shape, dtype))


@pytest.mark.bad_input
def test_training_and_test_images_have_one_size():
    grey, colour = np.zeros((5, 8, 8), np.uint8), np.zeros((2, 8, 8, 3), np.uint8)
    with pytest.raises(InputError, match=r"of one size. Received 8 x 8 and 8 x 8 x 3"):
        check_images(grey, colour)


@pytest.mark.bad_input
def test_every_class_needs_an_image_in_every_part():
    labels = np.array([0] * 10 + [1] * 9 + [2] * 12)
    check_class_sizes(labels, ["a", "b", "c"], 1 / 9)
    with pytest.raises(
        InputError, match=r"Expected 10 .* \(0.1 of them\).* Received 9 of b, 0 of d"
    ):
        check_class_sizes(labels, ["a", "b", "c", "d"], 0.1)
    whole = r"Expected 1 or more images of each class. Received 0 of d: add images, or leave these"
    with pytest.raises(InputError, match=whole):
        check_class_sizes(labels, ["a", "b", "c", "d"], 1)


@pytest.mark.bad_input
def test_different_lengths_are_refused():
    with pytest.raises(InputError, match=r"Received 3 images and 2 labels"):
        check_set(np.zeros((3, 28, 28), np.uint8), np.zeros(2, int), ["a", "b"], 0.5)


def test_the_labels_of_a_good_set_are_numbered():
    images, labels = np.zeros((4, 8, 8), np.uint8), np.array(["cat", "dog", "cat", "dog"])
    numbers = check_set(images, labels, ["dog", "cat"], share=0.5)
    assert numbers.tolist() == [1, 0, 1, 0]
    assert numbers.dtype == np.uint8


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("shape", "labels", "message"),
    [
        ((4, 64), [0, 1, 0, 1], "Expected images as uint8"),
        ((4, 8, 8), [0, 1, 0], "Received 4 images and 3 labels"),
        ((4, 8, 8), 1, "Expected labels as whole numbers or names"),
        ((4, 8, 8), [0, 1, 0, 2], "Received also 2"),
        ((4, 8, 8), [0, 1, 0, 0], "Expected 2 or more images of each class.* Received 1 of cat"),
    ],
)
def test_a_set_with_any_flaw_is_refused(shape, labels, message):
    with pytest.raises(InputError, match=message):
        check_set(np.zeros(shape, np.uint8), np.array(labels), ["dog", "cat"], share=0.5)


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
    train, test = np.array([[[0, 255, 3, 4]] * 5] * 3, np.uint8), np.zeros((2, 5, 4), np.uint8)
    described = profile_images(train, test)
    assert described["training_set_shape"] == [3, 5, 4]
    assert described["test_set_shape"] == [2, 5, 4]
    assert described["image_size"] == [5, 4]
    assert described["data_type"] == "uint8"
    assert described["value_range"] == [0, 255]


def test_grey_items_on_black_have_black_corners():
    images = np.full((3, 4, 5, 1), 200, np.uint8)
    assert not have_black_corners(images)
    images[:2, [0, 0, -1, -1], [0, -1, 0, -1]] = 0  # of most images
    assert have_black_corners(images)
    assert not have_black_corners(images.repeat(3, axis=-1))

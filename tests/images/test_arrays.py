import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from fashion_mnist.images.arrays import (
    BRIGHTNESS,
    ScaledImages,
    add_channel,
    add_mirrored,
    apply_levels,
    check_square_and_grey,
    encode_data_uri,
    flatten,
    in_batches,
    one_hot,
    to_brightness,
    to_channels,
)
from fashion_mnist.parameters.errors import InputError

PIXELS = np.arange(24, dtype=np.uint8).reshape(2, 3, 4) * 10
ROOTS = np.sqrt(BRIGHTNESS)


def test_brightness_is_that_of_each_value_divided_by_255():
    values = np.arange(256, dtype=np.uint8)
    np.testing.assert_array_equal(to_brightness(values), BRIGHTNESS, strict=True)
    np.testing.assert_array_equal(BRIGHTNESS[[0, 51, 255]], np.float32([0, 0.2, 1]), strict=True)


@pytest.mark.parametrize(
    "some", [slice(None), slice(1, None), 0, [1, 0], (slice(None), 1), (..., 2), (0, 1, 2)]
)
@pytest.mark.parametrize("at_once", [1, 5, 2**18])
def test_an_index_gives_the_levels_of_the_pixels_there(monkeypatch, some, at_once):
    monkeypatch.setattr("fashion_mnist.images.arrays.BATCH_SIZE", at_once)
    found = ScaledImages(PIXELS, ROOTS)[some]
    np.testing.assert_array_equal(found, ROOTS[PIXELS[some]])
    assert found.dtype == np.float32


def test_scaled_images_have_shape_type_and_number():
    images = ScaledImages(PIXELS, ROOTS)
    assert (len(images), images.shape, images.ndim, images.dtype) == (2, (2, 3, 4), 3, np.float32)
    np.testing.assert_array_equal(np.asarray(images), ROOTS[PIXELS], strict=True)


def test_other_shapes_and_parts_look_nothing_up():
    images = ScaledImages(PIXELS, ROOTS)
    for other in (add_channel(images), flatten(images), images.reshape(2, 12)):
        assert np.shares_memory(other.pixels, PIXELS)
        np.testing.assert_array_equal(other[:].ravel(), ROOTS[PIXELS].ravel())
    some = images.take(np.array([1]))
    assert isinstance(some, ScaledImages)
    np.testing.assert_array_equal(some[:], ROOTS[PIXELS[1:]])
    np.testing.assert_array_equal(images.brightness()[:], to_brightness(PIXELS))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("pixels", "levels"), [(PIXELS / 255, ROOTS), (PIXELS.astype(int), ROOTS), (PIXELS, ROOTS[1:])]
)
def test_only_pixels_and_a_level_for_each_value_make_scaled_images(pixels, levels):
    with pytest.raises(InputError, match=r"Expected uint8 pixels and a level.*Received .*arange"):
        ScaledImages(pixels, levels)


def test_levels_between_those_of_pixels_lie_on_straight_lines():
    values = np.array([0, 51, 255], np.uint8)
    found = apply_levels(to_brightness(values), ROOTS)
    np.testing.assert_array_equal(found, ROOTS[values], strict=True)
    between = apply_levels((BRIGHTNESS[9:10] + BRIGHTNESS[10:11]) / 2, ROOTS)
    np.testing.assert_allclose(between, (ROOTS[9] + ROOTS[10]) / 2, rtol=1e-5)
    assert apply_levels(BRIGHTNESS, BRIGHTNESS) is BRIGHTNESS


def test_batches_are_in_order_with_the_rest_at_the_end():
    batches = in_batches(np.arange(5, dtype=np.uint8), 2)
    assert [batch.tolist() for batch in batches] == [[0, 1], [2, 3], [4]]


def test_channel_is_added_last():
    assert add_channel(np.zeros((5, 28, 28), np.float32)).shape == (5, 28, 28, 1)
    assert add_channel(np.zeros((5, 28, 28, 3), np.float32)).shape == (5, 28, 28, 3)


def test_grey_becomes_three_equal_colours():
    grey = np.array([[[[0.2], [0.4]]]], np.float32)
    assert to_channels(grey, 3).tolist() == np.float32([[[[0.2] * 3, [0.4] * 3]]]).tolist()


def test_colours_become_grey_by_their_luminance():
    colours = np.array([[[[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]]], np.float32)
    np.testing.assert_allclose(
        to_channels(colours, 1)[..., 0], [[[0.299, 0.587, 0.114, 1]]], rtol=1e-6
    )


def test_as_many_channels_as_wanted_stay_as_they_are():
    images = np.zeros((1, 2, 2, 3), np.float32)
    assert to_channels(images, 3) is images


def test_flatten_goes_row_by_row():
    images = np.array([[[1, 2], [3, 4]]], np.float32)
    np.testing.assert_array_equal(flatten(images), [[1, 2, 3, 4]])
    assert flatten(np.zeros((2, 4, 5, 3), np.float32)).shape == (2, 60)


def test_one_hot():
    encoded = one_hot(np.array([2, 0], np.uint8), ["bag", "coat", "boot"])
    assert encoded.dtype == np.float32
    np.testing.assert_array_equal(encoded, [[0, 0, 1], [1, 0, 0]])


def test_mirrored_copies_keep_their_labels():
    images = np.array([[[[1], [2]]], [[[3], [4]]]], np.float32)  # (2, 1, 2, 1)
    more, labels = add_mirrored(images, np.array([7, 8], np.uint8))
    assert more[..., 0].reshape(4, 2).tolist() == [[1, 2], [3, 4], [2, 1], [4, 3]]
    assert labels.tolist() == [7, 8, 7, 8]


@pytest.mark.bad_input
def test_only_square_grey_images_can_be_put_onto_backgrounds():
    check_square_and_grey(np.zeros((2, 4, 4, 1), np.float32))
    for shape, received in (((2, 4, 5, 1), "4x5 pixels with 1"), ((2, 4, 4, 3), "4x4 .* 3 chan")):
        with pytest.raises(InputError, match=f"Expected square grey images.*{received}"):
            check_square_and_grey(np.zeros(shape, np.float32))


def decode(uri, kind):
    start, _, content = uri.partition(",")
    assert start == f"data:image/{kind};base64"
    return np.asarray(Image.open(BytesIO(base64.b64decode(content))))


@pytest.mark.parametrize(
    "pixels",
    [[[0, 100, 255]], [[[255, 0, 0], [0, 0, 255]]], [[[255, 0, 0, 255], [0, 0, 255, 100]]]],
)
def test_every_pixel_is_kept(pixels):
    assert decode(encode_data_uri(np.array(pixels, np.uint8)), "png").tolist() == pixels


def test_webp_keeps_nearly_the_same_colours():
    grey = np.full((20, 30), 100, np.uint8)
    decoded = decode(encode_data_uri(grey, "WEBP"), "webp")
    assert decoded.shape == (20, 30, 3)
    np.testing.assert_allclose(decoded, 100, atol=3)


def test_what_is_too_long_is_scaled_down():
    tall = np.full((40, 20), 100, np.uint8)
    assert decode(encode_data_uri(tall, longest=10), "png").shape == (10, 5)
    assert decode(encode_data_uri(tall, longest=40), "png").shape == (40, 20)

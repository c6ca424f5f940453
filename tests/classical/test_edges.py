import math

import numpy as np
import pytest
from skimage import feature

from fashion_mnist.classical.edges import hog, pixels_and_edges
from fashion_mnist.images.arrays import to_channels
from fashion_mnist.parameters.errors import InputError


def describe(image):
    """The brightness (rows, columns, channels) and the edges (rows, columns, 8) of one image."""
    size, channels = image.shape[0], 1 if image.ndim == 2 else 3
    shape = (size, size, channels)
    (features,) = pixels_and_edges(image.reshape(1, -1).astype(np.float32), shape)
    places, cells = (size // 2, size // 4) if size >= 16 else (size, size // 2)
    n = places**2 * channels
    return features[:n].reshape(places, places, -1), features[n:].reshape(cells, cells, 8)


def test_brightness_is_the_mean_of_roots_in_each_place():
    image = np.zeros((16, 16))
    image[0, 0], image[1, 1], image[0, 2] = 1, 0.25, 0.36
    brightness, _ = describe(image)
    # Twice the mean of four roots: 1 + 0.5, and 0.6.
    np.testing.assert_allclose(brightness[0, :3, 0], [2 * 1.5 / 4, 2 * 0.6 / 4, 0], rtol=1e-6)


def test_an_edge_counts_along_the_directions_in_which_it_gets_brighter():
    image = np.zeros((16, 16))
    image[:, 6:] = 1  # brighter to the right: a gradient of 1 in the columns 5 and 6
    _, edges = describe(image)
    straight, aslant = 3 * math.sqrt(2 / 4), 3 * math.sqrt(math.sqrt(0.5) * 2 / 4)
    # To the right, down to the right, down, down to the left, left, ...
    expected = [straight, aslant, 0, 0, 0, 0, 0, aslant]
    np.testing.assert_allclose(edges[2, 1], expected, atol=1e-3)
    assert not edges[:, [0, 2, 3]].any()


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_a_turned_image_has_turned_edges(quarter_turns):
    image = np.random.default_rng(0).random((16, 16))
    _, edges = describe(image)
    _, turned = describe(np.rot90(image, -quarter_turns))  # with the clock, as directions count
    expected = np.roll(np.rot90(edges, -quarter_turns), 2 * quarter_turns, axis=-1)
    np.testing.assert_allclose(turned, expected, atol=2e-3)


def test_small_images_keep_their_pixels():
    image = np.random.default_rng(0).random((8, 8))
    brightness, edges = describe(image)
    np.testing.assert_allclose(brightness[..., 0], 2 * np.sqrt(image), rtol=1e-6)
    assert edges.shape == (4, 4, 8)


def test_colours_have_their_brightness_each_and_their_edges_together():
    image = np.zeros((16, 16, 3))
    image[:8, :, 0] = 1
    brightness, edges = describe(image)
    np.testing.assert_allclose(brightness[:4], np.full((4, 8, 3), [2, 0, 0]))
    assert edges[1, 2].argmax() == edges[2, 2].argmax() == 6  # brighter upwards


def test_images_need_not_be_square():
    image = np.zeros((24, 16))
    image[20, 3] = 1
    (features,) = pixels_and_edges(image.reshape(1, -1).astype(np.float32), (24, 16, 1))
    brightness, edges = features[:96].reshape(12, 8), features[96:].reshape(6, 4, 8)
    assert np.argwhere(brightness).tolist() == [[10, 1]]
    assert np.argwhere(edges.any(axis=-1)).tolist() == [[4, 0], [5, 0], [5, 1]]


def test_images_are_described_alike_however_many_there_are(monkeypatch):
    flat = np.random.default_rng(0).random((5, 784), np.float32)
    together = pixels_and_edges(flat, (28, 28, 1))
    assert together.shape == (5, 588)
    assert together.dtype == np.float32
    monkeypatch.setattr("fashion_mnist.classical.edges.BATCH_SIZE", 2)
    np.testing.assert_array_equal(pixels_and_edges(flat, (28, 28, 1)), together)


def test_edges_tell_a_bar_from_a_lying_bar():
    standing = np.zeros((28, 28), np.float32)
    standing[:, 12:16] = 1
    features = hog(np.stack([standing.ravel(), standing.T.ravel()]), (28, 28, 1))
    assert features.shape == (2, 6 * 6 * 4 * 9)
    assert features.dtype == np.float32
    assert features[0] @ features[1] < 0.1 * (features[0] @ features[0])


def test_a_brighter_image_has_the_same_edges():
    image = np.random.default_rng(0).random((1, 784), np.float32)
    np.testing.assert_allclose(hog(image / 2, (28, 28, 1)), hog(image, (28, 28, 1)), atol=1e-3)


@pytest.mark.parametrize("size", [8, 28, 30])
def test_features_are_those_of_scikit_image(size):
    images = np.random.default_rng(0).random((3, size, size), np.float32)
    expected = [
        feature.hog(image, pixels_per_cell=(4, 4), cells_per_block=(2, 2)) for image in images
    ]
    described = hog(images.reshape(3, -1), (size, size, 1))
    np.testing.assert_allclose(described, expected, atol=1e-5)


def test_the_edges_of_colours_are_those_of_their_luminance():
    images = np.random.default_rng(0).random((2, 16, 12, 3), np.float32)
    greys = to_channels(images, 1)
    expected = hog(greys.reshape(2, -1), (16, 12, 1))
    np.testing.assert_array_equal(hog(images.reshape(2, -1), (16, 12, 3)), expected)


@pytest.mark.bad_input
@pytest.mark.parametrize("shape", [(32, 7, 3), (7, 9, 1)])
def test_only_images_of_some_size_are_described(shape):
    with pytest.raises(
        InputError, match=f"Expected 8 or more pixels on a side. Received {shape[0]} x {shape[1]}: "
    ):
        hog(np.zeros((1, 9), np.float32), shape)

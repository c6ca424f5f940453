import numpy as np
import pytest
from skimage import feature

from fashion_mnist.classical.edges import hog
from fashion_mnist.parameters.errors import InputError


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


def test_images_are_described_alike_however_many_there_are(monkeypatch):
    images = np.random.default_rng(0).random((5, 64), np.float32)
    together = hog(images, (8, 8, 1))
    monkeypatch.setattr("fashion_mnist.classical.edges.AT_ONCE", 2)
    np.testing.assert_array_equal(hog(images, (8, 8, 1)), together)


@pytest.mark.bad_input
@pytest.mark.parametrize("shape", [(32, 32, 3), (7, 9, 1)])
def test_only_grey_images_of_some_size_are_described(shape):
    with pytest.raises(
        InputError, match=f"Expected grey images.* Received {shape[0]} x {shape[1]} "
    ):
        hog(np.zeros((1, 9), np.float32), shape)

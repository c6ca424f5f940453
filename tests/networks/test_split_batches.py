import keras
import numpy as np
import pytest

from fashion_mnist.networks import build
from fashion_mnist.networks.split_batches import Halved


def normalising_network(momentum=0.5):
    """Batch normalisation alone: with its first weights (x - mean) / sqrt(variance + epsilon)."""
    images = keras.Input((1, 1, 1))
    normalised = keras.layers.BatchNormalization(epsilon=0, momentum=momentum)(images)
    return keras.Model(images, normalised, name="normalising")


def column(*values):
    return np.array(values, np.float32).reshape(-1, 1, 1, 1)


def test_in_training_each_half_has_its_own_statistics():
    model = Halved(normalising_network())
    outputs = model(column(0, 2, 10, 30), training=True)
    np.testing.assert_allclose(outputs, column(-1, 1, -1, 1), rtol=1e-6)


def test_the_moving_averages_see_both_halves():
    network = normalising_network()
    Halved(network)(column(0, 2, 10, 30), training=True)
    _, _, mean, _ = network.get_weights()
    np.testing.assert_allclose(mean, [(0 + 1) / 2 / 2 + 20 / 2])


def test_in_training_both_halves_have_the_image_in_the_middle_of_an_odd_number():
    outputs = Halved(normalising_network())(column(0, 2, 10), training=True)
    np.testing.assert_allclose(outputs, column(-1, 1, 1), rtol=1e-6)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_predictions_are_those_of_the_network(n):
    images = np.random.default_rng(0).random((n, 8, 8, 1), np.float32)
    network = build.build_network("compact", (8, 8, 1), 3)
    expected = network(images, training=False)
    predicted = Halved(network).predict(images, verbose=0)
    np.testing.assert_allclose(predicted, expected, rtol=1e-5)


def test_a_network_learns_from_a_single_image():
    network = Halved(build.build_network("compact", (8, 8, 1), 3))
    network.compile(loss="categorical_crossentropy")
    network.fit(np.ones((1, 8, 8, 1), np.float32), np.eye(3, dtype=np.float32)[:1], verbose=0)
    assert all(np.isfinite(weights).all() for weights in network.get_weights())


def test_the_moving_averages_keep_the_square_of_the_momentum():
    network = normalising_network(momentum=0.95)
    Halved(network)(column(1, 1, 1, 1), training=True)  # whose variance is 0, at first 1
    _, _, _, variance = network.get_weights()
    np.testing.assert_allclose(variance, [0.9025], rtol=1e-6)

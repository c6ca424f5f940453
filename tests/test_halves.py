import keras
import numpy as np
import pytest

from fashion_mnist.halves import Halved


def normalising_network():
    """Batch normalisation alone: with its first weights (x - mean) / sqrt(variance + epsilon)."""
    images = keras.Input((1, 1, 1))
    normalised = keras.layers.BatchNormalization(epsilon=0, momentum=0.5)(images)
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


@pytest.mark.parametrize("n", [1, 2, 5])
def test_predictions_are_those_of_the_network(n):
    network = normalising_network()
    network.set_weights([np.array([value], np.float32) for value in (2, 1, 3, 4)])
    images = column(*range(n))
    np.testing.assert_allclose(Halved(network).predict(images, verbose=0), images - 2)

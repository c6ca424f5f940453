import keras
import numpy as np

from fashion_mnist import networks, prediction


def test_predictions_can_be_averaged_over_an_image_and_its_mirror_image():
    network = networks.build_network("cnn", (18, 18, 1), 3)
    images = np.random.default_rng(0).random((2, 18, 18, 1), np.float32)
    plain, mirrored = (network(view).numpy() for view in (images, images[:, :, ::-1]))
    np.testing.assert_allclose(prediction.predict(network, images, flip=False), plain, rtol=1e-5)
    averaged = prediction.predict(network, images, flip=True)
    np.testing.assert_allclose(averaged, (plain + mirrored) / 2, rtol=1e-5)


def test_predictions_can_be_averaged_over_small_shifts():
    """Each image has one bright pixel; the network sees whether it is in the middle."""
    network = keras.Sequential([keras.Input((3, 3, 1)), keras.layers.Flatten()])
    images = np.zeros((2, 3, 3, 1), np.float32)
    images[0, 1, 1] = images[1, 0, 1] = 1

    averaged = prediction.predict(network, images, flip=False, shift=1).reshape(2, 3, 3)

    cross = [[0, 0.2, 0], [0.2, 0.2, 0.2], [0, 0.2, 0]]
    np.testing.assert_allclose(averaged[0], cross, atol=1e-6)
    at_the_edge = [[0.2, 0.2, 0.2], [0, 0.2, 0], [0, 0, 0]]
    np.testing.assert_allclose(averaged[1], at_the_edge, atol=1e-6)


def test_a_network_for_colours_takes_grey_images_too():
    network = networks.build_network("resnet", (8, 8, 3), 3)
    grey = np.random.default_rng(0).random((2, 8, 8, 1), np.float32)
    expected = prediction.predict(network, grey.repeat(3, axis=-1), flip=True)
    np.testing.assert_array_equal(prediction.predict(network, grey, flip=True), expected)

import numpy as np
import pandas as pd
import pytest

from {{ cookiecutter.python_package }} import gradcam, networks

OPTIONS = networks.Network(
    filters=[4, 8],
    dropout=0.1,
    epochs=12,
    patience=12,
    batch_size=8,
    learning_rate=0.02,
    shift=0.1,
    flip=True,
)
CLASSES = ["left", "both"]


@pytest.fixture(scope="module")
def images():
    """Images with one bright square at the left, or a second one at the right."""
    pixels = np.random.default_rng(0).uniform(0, 0.1, (32, 12, 12, 1)).astype(np.float32)
    pixels[:, 4:8, 1:4] = 1
    pixels[16:, 4:8, 8:11] = 1
    return pixels


@pytest.fixture(scope="module")
def labels():
    return np.repeat([0, 1], 16)


@pytest.fixture(scope="module")
def fitted(images, labels):
    return networks.fit_network(images, labels, images, labels, OPTIONS, seed=0)


def test_a_network_learns_and_repeats_itself(fitted, images, labels):
    network, history = fitted
    predictions = networks.predict(network, images, labels, CLASSES)
    assert (predictions["y_pred"] == labels).mean() > 0.8
    assert history["val_loss"].iloc[-1] < history["val_loss"].iloc[0]
    _, again = networks.fit_network(images, labels, images, labels, OPTIONS, seed=0)
    pd.testing.assert_frame_equal(history, again, check_exact=True)


def test_heat_maps_have_the_size_of_the_images(fitted, images, labels):
    predictions = networks.predict(fitted[0], images, labels, CLASSES)
    examples, maps = gradcam.explain(fitted[0], images, predictions, CLASSES)
    assert maps.shape == (len(examples), 12, 12)
    assert maps.min() >= 0
    assert maps.max() <= 1
    right = examples["y_true"] == examples["y_pred"]
    assert right.sum() <= 2
    assert examples.loc[right, "probability"].min() > 0.5


def test_grey_images_get_a_channel():
    assert networks.reshape(np.zeros((2, 8, 8), np.float32)).shape == (2, 8, 8, 1)
    assert networks.reshape(np.zeros((2, 8, 8, 3), np.float32)).shape == (2, 8, 8, 3)

import numpy as np
import pandas as pd

from {{ cookiecutter.python_package }} import gradcam, networks

OPTIONS = networks.NetworkOptions(
    filters=[4, 8],
    dropout=0.1,
    epochs=12,
    patience=12,
    batch_size=8,
    learning_rate=0.02,
    shift=0.1,
    flip=True,
)
LABELS, CLASSES = np.repeat([0, 1], 16), ["one", "two"]


def draw_images():
    """Grey images with one bright square at the left, or a second one at the right."""
    pixels = np.random.default_rng(0).uniform(0, 0.1, (32, 12, 12)).astype(np.float32)
    pixels[:, 4:8, 1:4] = 1
    pixels[16:, 4:8, 8:11] = 1
    return networks.reshape(pixels)


def test_a_network_learns_repeats_itself_and_is_explained():
    images = draw_images()
    data = images, LABELS, images, LABELS
    network, history = networks.fit_network(*data, OPTIONS, seed=0)
    _, again = networks.fit_network(*data, OPTIONS, seed=0)
    pd.testing.assert_frame_equal(history, again, check_exact=True)
    predictions = networks.predict(network, images, LABELS, CLASSES)
    assert (predictions["y_pred"] == LABELS).mean() > 0.8
    examples, maps = gradcam.explain(network, images, predictions, CLASSES)
    assert maps.shape == (len(examples), 12, 12)
    assert 0 <= maps.min() <= maps.max() <= 1

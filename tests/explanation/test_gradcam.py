import keras
import numpy as np
import pytest
import tensorflow as tf

from fashion_mnist.explanation import gradcam
from fashion_mnist.explanation.gradcam import (
    METHODS,
    choose_examples,
    combine,
    make_explainer,
    upsample,
)
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.layers import find_centres
from fashion_mnist.parameters.errors import InputError


@pytest.fixture(scope="module")
def network():
    """A network ending in global pooling and one dense layer, with random weights."""
    keras.utils.set_random_seed(0)
    return build_network("resnet", (16, 16, 1), 4)


CLASSES = np.array([0, 1, 2, 3, 0])


@pytest.fixture
def images():
    return np.random.default_rng(0).random((5, 16, 16, 1), np.float32)


def test_combination_worked_out_by_hand():
    features = np.array([[[[1, 2]], [[3, 0]]]], np.float32)  # (1, 2, 1, 2)
    gradients = np.array([[[[1, -1]], [[3, 0]]]], np.float32)
    # Mean gradients: 2 and -0.5. Sums: 2 * 1 - 0.5 * 2 = 1 and 2 * 3 = 6.
    np.testing.assert_allclose(combine(features, gradients), [[[1 / 6], [1]]], rtol=1e-6)


def test_hirescam_keeps_each_pixels_own_gradient():
    features = np.array([[[[1, 2]], [[3, 0]]]], np.float32)  # (1, 2, 1, 2)
    gradients = np.array([[[[1, -0.25]], [[3, 0]]]], np.float32)
    # Sums: 1 * 1 - 0.25 * 2 = 0.5 and 3 * 3 = 9.
    combined = combine(features, gradients, "HiResCAM")
    np.testing.assert_allclose(combined, [[[0.5 / 9], [1]]], rtol=1e-6)


def test_without_positive_evidence_the_map_is_zero():
    features, gradients = np.ones((1, 2, 2, 3), np.float32), -np.ones((1, 2, 2, 3), np.float32)
    np.testing.assert_array_equal(combine(features, gradients), np.zeros((1, 2, 2)))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("architecture", "last"), [("resnet", "block2"), ("compact", "block3")])
def test_before_global_pooling_it_is_the_class_activation_map(architecture, last, method, images):
    # Zhou et al., 2016: the dense layer's weights of the class, times the last feature maps.
    keras.utils.set_random_seed(0)
    network = build_network(architecture, (16, 16, 1), 4)
    classes = np.array([0, 1, 2, 3, 0], np.uint8)
    features = keras.Model(network.input, network.get_layer(last).output)(images).numpy()
    weights = network.get_layer("logits").kernel.numpy()
    expected = np.maximum(np.einsum("nhwc,cn->nhw", features, weights[:, classes]), 0)
    expected /= np.maximum(expected.max(axis=(1, 2), keepdims=True), 1e-12)
    # Cells of `same` convolutions and 2x2 pooling share out the image evenly.
    expected = tf.image.resize(expected[..., np.newaxis], (16, 16))[..., 0]
    explained = make_explainer(network, last, method)(images, classes)
    np.testing.assert_allclose(explained, expected, atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_gradients_agree_with_finite_differences(method):
    keras.utils.set_random_seed(0)
    images = keras.Input((6, 6, 1), dtype="float64")
    options = {"activation": "tanh", "dtype": "float64"}
    features = keras.layers.Conv2D(2, 3, name="maps", **options)(images)
    flat = keras.layers.Flatten(dtype="float64")(keras.layers.Conv2D(3, 3, **options)(features))
    logits = keras.layers.Dense(3, dtype="float64", name="logits")(flat)
    network = keras.Model(images, logits)
    image = np.random.default_rng(0).random((1, 6, 6, 1))

    before = keras.Model(images, features)(image).numpy()
    after = keras.Model(features, logits)
    numeric = np.zeros_like(before)
    for place in np.ndindex(before.shape):
        step = np.zeros_like(before)
        step[place] = 1e-5
        numeric[place] = (after(before + step) - after(before - step))[0, 2] / 2e-5
    centres = [np.arange(1, 5)] * 2
    expected = upsample(combine(before, numeric, method), centres, (6, 6))
    explained = make_explainer(network, "maps", method)(image, np.array([2]))
    assert expected.numpy().max() > 0
    np.testing.assert_allclose(explained, expected, atol=1e-6)


def test_cells_are_placed_at_their_centres_and_the_edges_continue():
    maps = np.array([[[0, 4], [8, 4]]], np.float32)  # rows at 1 and 3, columns at 0.5 and 2.5
    placed = upsample(maps, [np.array([1, 3]), np.array([0.5, 2.5])], (5, 4))
    # The row at 2 is halfway: 4 and 4. The columns 1 and 2 take a quarter and three quarters.
    top, bottom = [0, 1, 3, 4], [8, 7, 5, 4]
    np.testing.assert_allclose(placed[0], [top, top, [4, 4, 4, 4], bottom, bottom])


def test_the_heat_lies_where_the_network_looked():
    # The only bright pixels are those that the cell (2, 0) of conv3 sees in its middle: rows 16
    # and 17, columns 8 and 9. Stretched over the whole image, it would lie at (23, 4).
    network = build_network("cnn", (28, 28, 1), 10)
    maps = np.zeros((1, 3, 3), np.float32)
    maps[0, 2, 0] = 1
    centres = find_centres(network, network.get_layer("conv3"))
    placed = upsample(maps, centres, (28, 28)).numpy()[0]
    assert placed[17, 8] == placed.max() == 1
    assert placed[15, 0] == 0.625  # 2.5 of 4 pixels from the row at 12.5 to that at 16.5


def test_batches_make_no_difference(network, images, monkeypatch):
    at_once = make_explainer(network)(images, CLASSES)
    monkeypatch.setattr(gradcam, "BATCH_SIZE", 2)
    np.testing.assert_allclose(make_explainer(network)(images, CLASSES), at_once, atol=1e-5)


def test_an_explainer_follows_the_networks_weights(images):
    keras.utils.set_random_seed(0)
    network = build_network("resnet", (16, 16, 1), 4)
    explain = make_explainer(network, "block1", "HiResCAM")
    before = explain(images, CLASSES)
    network.get_layer("logits").kernel.assign(-network.get_layer("logits").kernel)
    after = explain(images, CLASSES)
    np.testing.assert_array_equal(
        after, make_explainer(network, "block1", "HiResCAM")(images, CLASSES)
    )
    assert not np.array_equal(before, after)


def test_maps_have_the_size_of_the_images_and_lie_in_0_to_1(network, images):
    maps = make_explainer(network, "stem")(images, CLASSES)
    assert maps.shape == (5, 16, 16)
    assert maps.min() >= 0
    assert 0.9 < maps.max() <= 1


def test_the_network_is_left_as_it_is(network, images):
    before = network.to_json(), network.get_weights()
    make_explainer(network)(images, CLASSES)
    assert network.to_json() == before[0]
    for one, two in zip(network.get_weights(), before[1], strict=True):
        np.testing.assert_array_equal(one, two)


def test_a_layer_without_maps_is_refused(network, images):
    with pytest.raises(InputError, match=r"block1_add.*Received 'average_pool'"):
        make_explainer(network, "average_pool")


def test_most_confident_right_and_wrong_prediction_of_each_class(predictions, classes):
    examples = choose_examples(predictions, classes)
    assert examples["index"].tolist() == [0, 2, 3, 4, 5]
    assert examples["y_true"].tolist() == [0, 1, 1, 2, 2]
    assert examples["y_pred"].tolist() == [0, 1, 2, 2, 1]
    assert examples["probability"].tolist() == pytest.approx([0.9, 0.7, 0.6, 0.6, 0.5])

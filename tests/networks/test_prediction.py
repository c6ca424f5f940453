import keras
import numpy as np
import pytest

from fashion_mnist.networks import prediction
from fashion_mnist.networks.architectures import build_network, logits_of
from fashion_mnist.networks.keras_classes import FusedBatchNormalization, MaxPoolingAndReLU
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import (
    accelerate,
    choose_precision,
    find_activations_before_pooling,
    make_predictor,
    predict,
    predict_views,
    tf,
)


def test_predictions_can_be_averaged_over_an_image_and_its_mirror_image():
    network = build_network("cnn", (18, 18, 1), 3)
    images = np.random.default_rng(0).random((2, 18, 18, 1), np.float32)
    plain, mirrored = (network(view).numpy() for view in (images, images[:, :, ::-1]))
    predict = make_predictor(network, flip=True, precision="float32")
    averaged = predict(images)
    np.testing.assert_allclose(averaged, (plain + mirrored) / 2, rtol=1e-5)


def test_predictions_can_be_averaged_over_small_shifts():
    """Each image has one bright pixel; the network sees whether it is in the middle."""
    network = keras.Sequential([keras.Input((3, 3, 1)), keras.layers.Flatten()])
    images = np.zeros((2, 3, 3, 1), np.float32)
    images[0, 1, 1] = images[1, 0, 1] = 1

    predict = make_predictor(network, shift=1, precision="float32")
    averaged = predict(images).reshape(2, 3, 3)

    cross = [[0, 0.2, 0], [0.2, 0.2, 0.2], [0, 0.2, 0]]
    np.testing.assert_allclose(averaged[0], cross, atol=1e-6)
    at_the_edge = [[0.2, 0.2, 0.2], [0, 0.2, 0], [0, 0, 0]]
    np.testing.assert_allclose(averaged[1], at_the_edge, atol=1e-6)


def test_the_first_view_is_that_of_the_images_as_they_are():
    network = build_network("cnn", (18, 18, 1), 3)
    images = np.random.default_rng(0).random((2, 18, 18, 1), np.float32)
    parameters = Network(
        architecture="cnn",
        training={"epochs": 1, "optimizer": {"learning_rate": 0.1}, "precision": "float32"},
        tta_flip=True,
        tta_shift=1,
    )
    views = predict_views(network, images, parameters)
    assert views.shape == (10, 2, 3)
    np.testing.assert_allclose(views[0], network(images).numpy(), rtol=1e-5)
    averaged = predict(network, images, parameters)
    np.testing.assert_array_equal(averaged, np.mean(list(views), axis=0))


def test_a_network_for_colours_takes_grey_images_too():
    network = build_network("resnet", (8, 8, 3), 3)
    grey = np.random.default_rng(0).random((2, 8, 8, 1), np.float32)
    predict = make_predictor(network)
    np.testing.assert_array_equal(predict(grey), predict(grey.repeat(3, axis=-1)))


@pytest.mark.parametrize(("flip", "shift", "views"), [(False, 0, 1), (True, 0, 2), (True, 1, 10)])
def test_the_parameters_decide_the_views(monkeypatch, flip, shift, views):
    parameters = Network(
        architecture="cnn",
        training={"epochs": 1, "optimizer": {"learning_rate": 0.1}, "precision": "float32"},
        tta_flip=flip,
        tta_shift=shift,
    )
    asked = []

    def count(images, training):
        asked.append(images)
        return images[:, 0, 0]

    def accelerate(network, precision):
        assert precision == "float32"
        return count

    monkeypatch.setattr(prediction, "accelerate", accelerate)
    network = build_network("cnn", (18, 18, 1), 3)
    images = np.random.default_rng(0).random((1, 18, 18, 1), np.float32)
    assert len(predict_views(network, images, parameters)) == views
    assert len(asked) == 1  # compiled once


def test_an_answer_is_that_of_keras_however_many_images_are_asked_at_once(monkeypatch):
    network = build_network("resnet", (8, 8, 1), 3)
    images = np.random.default_rng(0).random((9, 8, 8, 1), np.float32)
    predict = make_predictor(network, precision="float32")
    expected = accelerate(network, "float32").predict(images, verbose=0)
    np.testing.assert_array_equal(predict(images), expected)
    monkeypatch.setattr(prediction, "BATCH_SIZE", 4)
    np.testing.assert_allclose(predict(images), expected, rtol=1e-5)


def random_network():
    network = build_network("resnet", (8, 8, 1), 3)
    rng = np.random.default_rng(0)
    network.set_weights([rng.random(weight.shape) for weight in network.get_weights()])
    return network


def test_in_float32_it_predicts_what_the_network_does():
    network = random_network()
    images = np.random.default_rng(1).random((2, 8, 8, 1), np.float32)
    expected = logits_of(network)(images)
    np.testing.assert_allclose(
        accelerate(logits_of(network), "float32")(images), expected, rtol=1e-5
    )


def test_it_normalises_by_one_kernel():
    layers = accelerate(random_network()).network.layers
    types = {type(layer) for layer in layers if layer.name.endswith("norm")}
    assert types == {FusedBatchNormalization}


def test_it_pools_before_it_activates_with_the_same_results_and_gradients():
    network = logits_of(build_network("cnn", (18, 18, 1), 3))
    model = accelerate(network, "float32")
    moved = {layer.name for layer in model.network.layers if type(layer) is MaxPoolingAndReLU}
    assert moved == {"pool1", "pool2"}
    linear = [model.network.get_layer(name).activation.__name__ for name in ("conv1", "conv2")]
    assert linear == ["linear", "linear"]
    assert model.network.get_layer("conv3").activation.__name__ == "relu"
    images = np.random.default_rng(1).random((6, 18, 18, 1), np.float32)
    outputs, gradients = [], []
    for one in (network, model.network):
        with tf.GradientTape() as tape:
            outputs.append(one(images))
        gradients.append(tape.gradient(outputs[-1], one.trainable_variables[0].value))
    np.testing.assert_array_equal(*outputs)
    np.testing.assert_array_equal(*gradients)


@pytest.mark.parametrize(
    ("architecture", "expected"),
    [
        ("compact", {"block0": "pool1", "block2": "pool2"}),
        ("resnet", {"block1": "pool2"}),
        ("resnet18", {}),
    ],
)
def test_an_activation_is_moved_only_if_pooling_alone_takes_it(architecture, expected):
    network = build_network(architecture, (16, 16, 1), 3)
    assert find_activations_before_pooling(network) == expected
    images = np.random.default_rng(1).random((2, 16, 16, 1), np.float32)
    model = accelerate(network, "float32")
    np.testing.assert_allclose(model(images), network(images), rtol=1e-4)


def test_it_computes_in_the_precision_but_for_its_input_and_outputs():
    model = accelerate(random_network(), "mixed_bfloat16")
    precise = {layer.name for layer in model.network.layers if layer.compute_dtype == "float32"}
    assert precise == {"images", "logits", "probabilities"}
    assert {weight.dtype for weight in model.weights} == {"float32"}
    assert model(np.zeros((1, 8, 8, 1), np.float32)).dtype == "float32"


def test_its_weights_fit_the_network_which_stays_as_it_was():
    network = random_network()
    before = network.get_weights()
    model = accelerate(network)
    model.set_weights([weights + 1 for weights in before])
    np.testing.assert_equal(network.get_weights(), before)
    network.set_weights(model.get_weights())
    np.testing.assert_equal(network.get_weights(), [weights + 1 for weights in before])


@pytest.mark.parametrize(
    ("flags", "precision"),
    [("fpu avx512_bf16", "mixed_bfloat16"), ("amx_bf16", "mixed_bfloat16"), ("avx2", "float32")],
)
def test_precision_follows_the_processor(monkeypatch, flags, precision):
    monkeypatch.setattr(prediction, "read_processor", lambda _: flags)
    assert choose_precision() == precision


@pytest.mark.parametrize(
    ("capability", "precision"), [((9, 0), "mixed_bfloat16"), ((7, 5), "float32")]
)
def test_precision_follows_the_gpu(monkeypatch, capability, precision):
    config = tf.config
    monkeypatch.setattr(config, "list_physical_devices", lambda _: ["gpu"])
    monkeypatch.setattr(
        config.experimental, "get_device_details", lambda _: {"compute_capability": capability}
    )
    assert choose_precision() == precision

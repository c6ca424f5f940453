import numpy as np
import pytest

from fashion_mnist.export.networks import to_litert, to_onnx, with_views
from fashion_mnist.export.parity import open_litert, open_onnx
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.prediction import make_predictor

IMAGES = np.random.default_rng(0).uniform(0, 1, (7, 8, 8, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def network():
    return build("resnet")


def build(architecture):
    keras.utils.set_random_seed(0)
    return build_network(architecture, (8, 8, 1), n_classes=3)


@pytest.mark.parametrize(
    ("flip", "shift", "n"), [(False, 0, 1), (True, 0, 2), (False, 1, 5), (True, 2, 10)]
)
def test_all_views_are_averaged_within_the_network(network, flip, shift, n):
    whole, views = with_views(network, flip, shift)
    assert views == n
    expected = make_predictor(network, flip, shift, "float32")(IMAGES)
    answers = whole.predict(IMAGES, verbose=0)["probabilities"]
    np.testing.assert_allclose(answers, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("write", "load"), [(to_onnx, open_onnx), (to_litert, open_litert)], ids=["onnx", "litert"]
)
def test_files_give_the_probabilities_of_the_network(write, load):
    network = build("compact")
    content = write(with_views(network, True, 1)[0])
    expected = make_predictor(network, True, 1, "float32")(IMAGES)
    assert expected.std() > 0.01  # else anything would do
    ask = load(content)
    np.testing.assert_allclose(ask(IMAGES), expected, atol=1e-5)
    np.testing.assert_allclose(ask(IMAGES[:1]), expected[:1], atol=1e-5)


@pytest.mark.parametrize("write", [to_onnx, to_litert])
def test_what_was_written_before_does_not_change_the_bytes(write):
    first = write(with_views(build("cnn"), True, 1)[0])
    assert write(with_views(build("cnn"), True, 1)[0]) == first

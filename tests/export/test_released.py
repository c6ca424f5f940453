import random

import numpy as np
import onnx
import pytest
from tf2onnx.graph import Graph

from fashion_mnist.explanation.gradcam import make_explainer
from fashion_mnist.export.released import add_outputs, write_released
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.released import load_released, open_released

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (30, 16, 16, 3), np.uint8)
LEVELS = np.arange(256, dtype=np.float32) / 255
SCALED = IMAGES / np.float32(255)
BLOCK = {"architecture": "resnet", "training": {"epochs": 1, "optimizer": {"learning_rate": 0.1}}}


@pytest.fixture(scope="module")
def network():
    keras.utils.set_random_seed(0)
    return build_network("resnet", (16, 16, 3), n_classes=3)


def write(network):
    block = Network.model_validate(BLOCK | {"tta_flip": True})
    described, made = {"relative_threshold": 0.5}, {"commit": "c", "cores": 2}
    classes = ["a", "b", "c"]
    return write_released(network, described, classes, block, LEVELS, made, images=IMAGES)


@pytest.fixture(scope="module")
def content(network):
    return write(network)


@pytest.fixture(scope="module")
def released(content):
    return open_released(content)


def test_the_same_network_gives_the_same_bytes(network, content):
    assert write(network) == content


@pytest.mark.parametrize("seed", [44, 71])  # with them, tf2onnx alone writes another graph
def test_the_order_of_nodes_in_sets_does_not_change_the_bytes(network, content, monkeypatch, seed):
    def shuffle(graph, *arguments, **options):
        nodes = sorted(find(graph, *arguments, **options), key=graph.get_nodes().index)
        return rng.sample(nodes, len(nodes))

    find, rng = Graph.extract_sub_graph_nodes, random.Random(seed)  # noqa: S311
    monkeypatch.setattr(Graph, "extract_sub_graph_nodes", shuffle)
    assert write(network) == content


def test_probabilities_are_those_of_the_network_and_its_mirror_image(released, network):
    expected = make_predictor(network, flip=True, precision="float32")(SCALED)
    assert expected.std() > 0.01
    np.testing.assert_allclose(released.predict(IMAGES[:, np.newaxis]), expected, atol=1e-5)


def test_shifted_views_are_averaged_too(network):
    images = keras.ops.convert_to_tensor(SCALED[:4])
    expected = make_predictor(network, flip=True, shift=2, precision="float32")(SCALED[:4])
    predicted = add_outputs(network, flip=True, shift=2)(images)["probabilities"]
    np.testing.assert_allclose(predicted, expected, atol=1e-5)
    one = make_predictor(network, flip=True, precision="float32")(SCALED[:4])
    assert np.abs(expected - one).max() > 1e-4


def test_heat_is_grad_cam_without_gradients(released, network):
    for code in range(3):
        expected = make_explainer(network)(SCALED, np.full(30, code))
        heat = released.explain(IMAGES[:, np.newaxis], np.full(30, code))
        np.testing.assert_allclose(heat, expected, atol=1e-4)


def test_the_card_tells_where_the_network_comes_from(released):
    assert released.card["classes"] == ["a", "b", "c"]
    assert released.classifier == {"relative_threshold": 0.5}
    assert released.card["made"] == {"commit": "c", "cores": 2}
    assert len(released.card["data"]["images"]) == 64


def test_a_network_with_another_end_is_refused():
    with pytest.raises(InputError, match=r"average pooling and a dense layer. Received cnn"):
        add_outputs(build_network("cnn", (16, 16, 3), n_classes=3), flip=False, shift=0)


@pytest.mark.bad_input
def test_a_file_that_is_no_network_is_refused(tmp_path):
    (tmp_path / "network.onnx").write_bytes(b"none")
    with pytest.raises(InputError, match="Expected the network that `make release-network` writes"):
        load_released(tmp_path / "network.onnx")


@pytest.mark.bad_input
def test_a_file_without_a_card_is_refused(tmp_path):
    model = onnx.helper.make_model(onnx.helper.make_graph([], "none", [], []))
    (tmp_path / "network.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(InputError, match="Expected the network"):
        load_released(tmp_path / "network.onnx")

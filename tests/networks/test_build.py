import numpy as np
import pytest

from fashion_mnist.images.checks import SMALLEST
from fashion_mnist.networks.build import build_network, find_layers_with_maps, logits_of
from fashion_mnist.parameters.architecture_names import ARCHITECTURES


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_network_takes_the_smallest_images(architecture):
    network = build_network(architecture, (SMALLEST, SMALLEST, 3), 2)
    assert network(np.zeros((2, SMALLEST, SMALLEST, 3), np.float32)).shape == (2, 2)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_output_is_the_softmax_of_the_logits(architecture):
    network = build_network(architecture, (18, 18, 3), 4)
    images = np.random.default_rng(0).random((2, 18, 18, 3), np.float32)
    logits = logits_of(network)(images).numpy()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(network(images), expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_networks_can_be_used_anywhere(architecture):
    """They have Keras's own layers alone, in float32."""
    network = build_network(architecture, (18, 18, 1), 3)
    assert {type(layer).__module__.split(".")[0] for layer in network.layers} == {"keras"}
    assert {layer.compute_dtype for layer in network.layers} == {"float32"}


def test_layers_with_maps_are_those_before_the_features_are_flat():
    names = [layer.name for layer in find_layers_with_maps(build_network("cnn", (18, 18, 1), 3))]
    assert names == ["conv1", "pool1", "conv2", "pool2", "conv3"]

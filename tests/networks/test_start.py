import logging

import numpy as np
import pytest

from fashion_mnist.networks.build import build_network
from fashion_mnist.networks.start import take_weights
from fashion_mnist.parameters.errors import InputError


def fill(network, value):
    network.set_weights([np.full_like(weight, value) for weight in network.get_weights()])
    return network


def test_layers_of_the_same_name_and_shape_take_the_weights(caplog):
    start = fill(build_network("resnet", (8, 8, 1), 3), 0.25)
    network = fill(build_network("resnet", (12, 12, 1), 2), 0.5)
    with caplog.at_level(logging.INFO):
        take_weights(network, start)
    for layer in network.layers:
        expected = 0.5 if layer.name == "logits" else 0.25  # of other classes
        assert all((weight == expected).all() for weight in layer.get_weights()), layer.name
    assert caplog.messages == ["resnet starts from a trained network, but for: logits"]


def test_the_network_to_start_from_stays_as_it_is():
    start = fill(build_network("resnet", (8, 8, 1), 3), 0.25)
    network = build_network("resnet", (8, 8, 1), 3)
    take_weights(network, start)
    fill(network, 0.5)
    assert all((weight == 0.25).all() for weight in start.get_weights())


@pytest.mark.bad_input
def test_a_network_without_a_layer_alike_is_refused():
    start = build_network("resnet", (8, 8, 1), 3)
    network = build_network("cnn", (18, 18, 1), 2)
    with pytest.raises(InputError, match=r"like those of cnn.* Received resnet, which has none"):
        take_weights(network, start)

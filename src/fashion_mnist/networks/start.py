"""Starting a training with the weights of another network."""

import logging

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.networks.backend import Model
from fashion_mnist.parameters.errors import InputError

log = logging.getLogger(__name__)


def take_weights(network: Model, start: Model) -> None:
    """Give layers the weights of those of another network that have their name and shapes.

    Which others start from nothing is logged: that of the logits, where the classes are others.

    Raises:
        InputError: no layer is like one of the other network.
    """
    trained = {layer.name: layer.get_weights() for layer in start.layers}
    with_weights = [layer for layer in network.layers if layer.weights]
    alike = [
        layer
        for layer in with_weights
        if _shapes(layer.get_weights()) == _shapes(trained.get(layer.name, []))
    ]
    if not alike:
        raise InputError(
            f"Expected a network with layers like those of {network.name}, by name and shape, to "
            f"start from. Received {start.name}, which has none: choose another for "
            "`training.start_from`, or its architecture for `architecture`."
        )
    for layer in alike:
        layer.set_weights(trained[layer.name])
    new = [layer.name for layer in with_weights if layer not in alike]
    log.info(
        "%s starts from a trained network, but for: %s", network.name, ", ".join(new) or "nothing"
    )


def _shapes(weights: list[NDArray[np.floating]]) -> list[tuple[int, ...]]:
    return [weight.shape for weight in weights]

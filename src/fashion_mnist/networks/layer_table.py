"""The layers of a network, as a table."""

import pandas as pd

from fashion_mnist.networks.backend import keras
from fashion_mnist.networks.receptive_fields import find_sources


def tabulate_layers(network: keras.Model) -> pd.DataFrame:
    """A row for each layer: name, type, output shape without the batch, number of parameters.

    `inputs` names the layers that feed it, separated by spaces.
    """
    return pd.DataFrame(
        [
            {
                "layer": layer.name,
                "type": type(layer).__name__,
                "output_shape": "x".join(str(size) for size in layer.output.shape[1:]),
                "parameters": layer.count_params(),
                "inputs": " ".join(source.name for source in find_sources(layer)),
            }
            for layer in network.layers
        ]
    )

"""The layers of a network, as a table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.receptive_fields import find_sources


def tabulate_layers(network: Model) -> pd.DataFrame:
    """A row for each layer: name, type, output shape without the batch, number of parameters.

    `settings` are its kernel, stride and activation, where it has them; `inputs` names the layers
    that feed it, separated by spaces.
    """
    return pd.DataFrame(
        [
            {
                "layer": layer.name,
                "type": type(layer).__name__,
                "output_shape": "x".join(str(size) for size in layer.output.shape[1:]),
                "parameters": layer.count_params(),
                "settings": _list_settings(layer.get_config()),
                "inputs": " ".join(source.name for source in find_sources(layer)),
            }
            for layer in network.layers
        ]
    )


def _list_settings(config: Mapping[str, Any]) -> str:
    size, strides = config.get("kernel_size") or config.get("pool_size"), config.get("strides")
    activation = config.get("activation", "linear")
    settings = [
        "x".join(map(str, size)) if size else "",
        f"stride {'x'.join(map(str, dict.fromkeys(strides)))}" if strides else "",
        activation if activation != "linear" else "",
    ]
    return ", ".join(filter(None, settings))

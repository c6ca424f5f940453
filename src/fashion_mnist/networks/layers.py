"""The layers of a network: their table, and where in the image their cells look."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.networks.backend import Layer, Model, keras

Pair = NDArray[np.floating]  # (2,): along the height and along the width


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


class Field(NamedTuple):
    """The first and last pixel that the first cell sees, and the step to the next cell's."""

    first: Pair
    last: Pair
    step: Pair


def find_centres(network: Model, layer: Layer) -> list[NDArray[np.float64]]:
    """The centres of the receptive fields of a layer's rows and of its columns.

    Pixels are counted from 0; a centre between two pixels ends in .5. Where paths of different
    fields meet, as after a shortcut, a cell sees all that they see.

    Args:
        network: its first layer takes the images.
        layer: one of its layers with feature maps (n, height, width, channels).
    """
    fields: dict[str, Field] = {}
    for each in network.layers:  # sources come before what they feed
        sources = [fields[source.name] for source in find_sources(each)]
        fields[each.name] = _look_through(each, _unite(sources))
        if each is layer:
            break
    first, last, step = fields[layer.name]
    centres = zip((first + last) / 2, step, layer.output.shape[1:3], strict=True)
    return [centre + stride * np.arange(n) for centre, stride, n in centres]


def find_sources(layer: Layer) -> list[Layer]:
    """The layers that feed a layer; none for an input."""
    operations = (t._keras_history.operation for t in keras.tree.flatten(layer.input))
    return [operation for operation in operations if operation is not layer]


def _unite(fields: Sequence[Field]) -> Field:
    if not fields:  # a pixel sees itself
        return Field(np.zeros(2), np.zeros(2), np.ones(2))
    first, last, step = (np.stack(parts) for parts in zip(*fields, strict=True))
    return Field(first.min(axis=0), last.max(axis=0), step[0])


def _look_through(layer: Layer, seen: Field) -> Field:
    """The field of a layer of which each cell sees a window of cells with the field `seen`."""
    window = getattr(layer, "kernel_size", getattr(layer, "pool_size", None))
    if window is None:  # each cell sees one
        return seen
    size, strides = np.array(window), np.array(layer.strides)
    before = _count_padding(layer, size, strides)
    return Field(
        seen.first - before * seen.step,
        seen.last + (size - 1 - before) * seen.step,
        seen.step * strides,
    )


def _count_padding(layer: Layer, size: Pair, strides: Pair) -> Pair:
    """The cells that `same` padding adds before the first; the odd one comes after the last."""
    if layer.padding == "valid":
        return np.zeros(2)
    received, given = (np.array(t.shape[1:3]) for t in (layer.input, layer.output))
    return np.asarray(np.maximum((given - 1) * strides + size - received, 0) // 2)

"""The layers of a network: their table and their receptive fields."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.networks.backend import Layer, Model, keras

Pair = NDArray[np.floating]  # (2,): along the height and along the width


def tabulate_layers(network: Model) -> pd.DataFrame:
    """Tabulate the layers of a network.

    Returns:
        A row for each layer: `layer`, `type`, `output_shape` without the batch, number of
        `parameters`, `settings` (kernel, stride and activation, where it has them) and `inputs`
        (the names of the layers that feed it, separated by spaces).
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
    """The first and last pixel that a layer's first cell sees, and the step to the next cell."""

    first: Pair
    last: Pair
    step: Pair


def find_centres(network: Model, layer: Layer) -> list[NDArray[np.float64]]:
    """Find the centres of the receptive fields of a layer's rows and columns.

    Pixels are counted from 0; a centre between two pixels ends in .5. Where paths with different
    fields meet, as after a shortcut, a cell's field covers all of them.

    Args:
        network: its first layer takes the images.
        layer: one of its layers with feature maps (n, height, width, channels).

    Returns:
        The centres of the rows, (height,), and of the columns, (width,), in pixels of the image.
    """
    fields: dict[str, Field] = {}
    for current in network.layers:  # Keras lists a layer after the layers that feed it
        sources = [fields[source.name] for source in find_sources(current)]
        fields[current.name] = _apply_window(current, _unite(sources))
        if current is layer:
            break
    first, last, step = fields[layer.name]
    centres = zip((first + last) / 2, step, layer.output.shape[1:3], strict=True)
    return [centre + stride * np.arange(n) for centre, stride, n in centres]


def find_sources(layer: Layer) -> list[Layer]:
    """Return the layers that feed a layer; an input has none."""
    operations = (t._keras_history.operation for t in keras.tree.flatten(layer.input))
    return [operation for operation in operations if operation is not layer]


def _unite(fields: Sequence[Field]) -> Field:
    if not fields:  # the input: a pixel sees itself
        return Field(np.zeros(2), np.zeros(2), np.ones(2))
    first, last, step = (np.stack(parts) for parts in zip(*fields, strict=True))
    return Field(first.min(axis=0), last.max(axis=0), step[0])


def _apply_window(layer: Layer, field: Field) -> Field:
    """Return the field of a layer whose input has the given field."""
    window = getattr(layer, "kernel_size", getattr(layer, "pool_size", None))
    if window is None:  # the layer works cell by cell
        return field
    size, strides = np.array(window), np.array(layer.strides)
    before = _count_padding(layer, size, strides)
    return Field(
        field.first - before * field.step,
        field.last + (size - 1 - before) * field.step,
        field.step * strides,
    )


def _count_padding(layer: Layer, size: Pair, strides: Pair) -> Pair:
    """Count the cells that `same` padding adds before the first; an odd one goes after the last."""
    if layer.padding == "valid":
        return np.zeros(2)
    n_in, n_out = (np.array(t.shape[1:3]) for t in (layer.input, layer.output))
    return np.asarray(np.maximum((n_out - 1) * strides + size - n_in, 0) // 2)

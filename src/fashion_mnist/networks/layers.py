"""The layers of a network: their table and their receptive fields."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.networks.backend import Layer, Model, keras

# The first and the last pixel that a layer's first cell sees, and the step to the next cell, each
# along the height and the width, (2,).
Field = tuple[NDArray[np.floating], ...]
PIXEL: Field = np.zeros(2), np.zeros(2), np.ones(2)  # the field of a cell of the input


def tabulate_layers(network: Model) -> pd.DataFrame:
    """Tabulate the layers of a network.

    Returns:
        A row for each layer: `layer`, `type`, `output_shape` without the batch, number of
        `parameters`, `settings` (kernel, stride and activation, where it has them) and `inputs`
        (the names of the layers that feed it, separated by spaces).
    """
    rows = [
        {
            "layer": layer.name,
            "type": type(layer).__name__,
            "output_shape": "x".join(map(str, layer.output.shape[1:])),
            "parameters": layer.count_params(),
            "settings": _list_settings(layer.get_config()),
            "inputs": " ".join(source.name for source in find_sources(layer)),
        }
        for layer in network.layers
    ]
    return pd.DataFrame(rows)


def _list_settings(config: Mapping[str, Any]) -> str:
    size, strides = config.get("kernel_size") or config.get("pool_size"), config.get("strides")
    activation = config.get("activation", "linear")
    settings = [
        "x".join(map(str, size)) if size else "",
        f"stride {'x'.join(map(str, dict.fromkeys(strides)))}" if strides else "",
        activation if activation != "linear" else "",
    ]
    return ", ".join(filter(None, settings))


def find_centres(network: Model, layer: Layer) -> list[NDArray[np.float64]]:
    """Find the centres of the receptive fields of a layer's rows (height,) and columns (width,).

    Pixels of the image are counted from 0; a centre between two pixels ends in .5. Where paths with
    different fields meet, as after a shortcut, a cell's field covers all of them.
    """
    fields: dict[str, Field] = {}
    for current in network.layers:  # Keras lists a layer after the layers that feed it
        sources = [fields[source.name] for source in find_sources(current)] or [PIXEL]
        firsts, lasts, (step, *_) = zip(*sources, strict=True)
        first, last = np.min(firsts, axis=0), np.max(lasts, axis=0)
        window = getattr(current, "kernel_size", getattr(current, "pool_size", None))
        if window is not None:  # else the layer works cell by cell
            size, strides, before = np.array(window), np.array(current.strides), np.zeros(2)
            if current.padding == "same":  # an odd cell of padding goes after the last
                n_in, n_out = (np.array(t.shape[1:3]) for t in (current.input, current.output))
                before = np.maximum((n_out - 1) * strides + size - n_in, 0) // 2
            first, last = first - before * step, last + (size - 1 - before) * step
            step = step * strides
        fields[current.name] = first, last, step
        if current is layer:
            break
    centres = zip((first + last) / 2, step, layer.output.shape[1:3], strict=True)
    return [centre + stride * np.arange(n) for centre, stride, n in centres]


def find_sources(layer: Layer) -> list[Layer]:
    """Return the layers that feed a layer; an input has none."""
    operations = (t._keras_history.operation for t in keras.tree.flatten(layer.input))
    return [operation for operation in operations if operation is not layer]

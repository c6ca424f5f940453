"""Functions that classical models apply to images, as operators of ONNX."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from skl2onnx.algebra import onnx_ops
from skl2onnx.common.data_types import FloatTensorType

from fashion_mnist.classical.edges import (
    DIRECTIONS,
    WEIGHTS,
    find_cells,
    pixels_and_edges,
)
from fashion_mnist.export.formats import OPSET
from fashion_mnist.images.arrays import LUMINANCE
from fashion_mnist.parameters.errors import InputError

Untyped: TypeAlias = Any  # of skl2onnx: operators, and what they take and give


def operate(name: str, *inputs: Untyped, **attributes: Untyped) -> Untyped:
    """An operator of ONNX, by its name."""
    return getattr(onnx_ops, f"Onnx{name}")(*inputs, op_version=OPSET, **attributes)


def convert_function(scope: Untyped, operator: Untyped, container: Untyped) -> None:
    """A function of images, of those that are `WRITTEN`."""
    step = operator.raw_operator
    function = step.func
    if function not in WRITTEN:
        known = ", ".join(_name(one) for one in WRITTEN)
        raise InputError(f"Expected functions that ONNX has: {known}. Received {_name(function)}.")
    (flat,) = operator.inputs
    written = WRITTEN[function](flat, **(step.kw_args or {}))
    operate("Identity", written, output_names=operator.outputs).add_to(scope, container)


def find_output_shape(operator: Untyped) -> None:
    """As many features as the function gives."""
    n_features = operator.inputs[0].type.shape[1]
    described = operator.raw_operator.transform(np.zeros((1, n_features), np.float32))
    operator.outputs[0].type = FloatTensorType([None, described.shape[1]])


def _name(function: Callable[..., Untyped] | None) -> str:
    return getattr(function, "__name__", str(function))


def _describe(flat: Untyped, shape: Sequence[int]) -> Untyped:
    """What `pixels_and_edges` gives."""
    images = operate(
        "Transpose", operate("Reshape", flat, np.array([-1, *shape])), perm=[0, 3, 1, 2]
    )
    places, cells = find_cells(shape)
    of_pixels, of_edges = (np.array([weight], np.float32) for weight in WEIGHTS)
    edges = operate(
        "Relu",
        operate(
            "Conv", _find_gradients(images, shape[2]), DIRECTIONS[:, :, np.newaxis, np.newaxis]
        ),
    )
    described = (
        operate("Mul", _average(operate("Sqrt", images), places), of_pixels),
        operate("Mul", operate("Sqrt", _average(edges, cells)), of_edges),
    )
    flattened = (
        operate("Flatten", operate("Transpose", part, perm=[0, 2, 3, 1])) for part in described
    )
    return operate("Concat", *flattened, axis=1)


def _find_gradients(images: Untyped, channels: int) -> Untyped:
    """How fast images (n, channels, height, width) change, in grey, to the right and downwards."""
    if channels == 3:
        images = operate("Conv", images, LUMINANCE.reshape(1, 3, 1, 1))
    change = np.array([-1, 0, 1], np.float32)
    right = operate("Conv", images, change.reshape(1, 1, 1, 3))
    down = operate("Conv", images, change.reshape(1, 1, 3, 1))
    at_edges = (np.array([0, 0, 0, 1, 0, 0, 0, 1]), np.array([0, 0, 1, 0, 0, 0, 1, 0]))
    padded = (
        operate("Pad", part, pads) for part, pads in zip((right, down), at_edges, strict=True)
    )
    return operate("Concat", *padded, axis=1)


def _average(maps: Untyped, cell: int) -> Untyped:
    return operate("AveragePool", maps, kernel_shape=[cell, cell], strides=[cell, cell])


WRITTEN: dict[Callable[..., Untyped], Callable[..., Untyped]] = {
    np.sqrt: lambda flat: operate("Sqrt", flat),
    pixels_and_edges: _describe,
}

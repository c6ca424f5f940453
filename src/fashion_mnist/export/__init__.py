"""Exports to ONNX and LiteRT: the libraries they need, and what describes a file."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any, TypeAlias

from fashion_mnist.images.arrays import Floats
from fashion_mnist.parameters.errors import missing_extra

About: TypeAlias = dict[str, Any]  # of an exported model, as `describe` gives it
OPSET = 17  # of ONNX: that of onnxruntime 1.12 and later

LIBRARIES = ("ai_edge_litert", "onnx", "onnxruntime", "skl2onnx", "tf2onnx")


def check_libraries() -> None:
    """Raise InputError unless the libraries are installed that write and open the formats."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise missing_extra(f"{', '.join(missing)} to write models for use elsewhere", "export")


def describe(
    classes: Sequence[str],
    image_shape: Sequence[int],
    levels: Floats,
    views: int,
    not_written: Mapping[str, str],
) -> About:
    """What lies beside a model's files, for whoever opens them.

    Args:
        classes: in the order of the probabilities.
        image_shape: height, width, channels.
        levels: the number in an image for each of the 256 values of a pixel.
        views: of each image, over which the model averages by itself.
        not_written: why there is no file of a format, by the format.
    """
    return {
        "classes": list(classes),
        "image_shape": list(image_shape),
        "levels": levels.tolist(),
        "views": views,
        "not_written": dict(not_written),
    }

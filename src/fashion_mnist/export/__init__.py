"""Exports to ONNX and LiteRT: the required libraries and the description of the files."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from fashion_mnist.images.arrays import Floats
from fashion_mnist.parameters.errors import require

About: TypeAlias = dict[str, Any]  # the description of an exported model, see `describe`
OPSET = 17  # of ONNX; onnxruntime supports it from 1.12 on
LIBRARIES = ("ai_edge_litert", "onnx", "onnxruntime", "skl2onnx", "tf2onnx")


def check_libraries() -> None:
    """Raise InputError unless the libraries that write and open the formats are installed."""
    require(LIBRARIES, "{} to write models for use elsewhere", "export")


def describe(
    classes: Sequence[str],
    image_shape: Sequence[int],
    levels: Floats,
    views: int,
    not_written: Mapping[str, str],
) -> About:
    """Describe a model's files for the programs that open them, as a JSON object."""
    return {
        "classes": list(classes),  # in the order of the probabilities
        "image_shape": list(image_shape),  # height, width, channels
        "levels": levels.tolist(),  # the input value for each of the 256 pixel values
        "views": views,  # of each image, which the model averages over by itself
        "not_written": dict(not_written),  # the reason why a format has no file, by format
    }

"""Scikit-learn's models as ONNX files, which take and give what `formats` says."""

import numpy as np
import onnx
from onnx.utils import Extractor
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from fashion_mnist.classical.layers import pipeline_of
from fashion_mnist.classical.types import Classifier
from fashion_mnist.export.converters import CONVERTERS
from fashion_mnist.export.formats import OPSET
from fashion_mnist.export.functions import find_output_shape
from fashion_mnist.export.stock import to_stock
from fashion_mnist.parameters.errors import InputError


def to_onnx(model: Classifier, image_shape: tuple[int, int, int]) -> bytes:
    """Write a fitted model as ONNX.

    Raises:
        InputError: ONNX has no counterpart of one of its steps.
    """
    stock = _with_stock_steps(model)
    try:
        written = convert_sklearn(
            stock,
            initial_types=[("features", FloatTensorType([None, int(np.prod(image_shape))]))],
            target_opset=OPSET,
            custom_conversion_functions=CONVERTERS,
            custom_shape_calculators={FunctionTransformer: find_output_shape},
            options={id(stock): {"zipmap": False}},
        )
    except RuntimeError as error:  # or of a class below it: all that skl2onnx says it cannot write
        raise InputError(f"Expected steps that skl2onnx can write. Received: {error}") from error
    return _take_images(written, image_shape)


def try_onnx(model: Classifier, image_shape: tuple[int, int, int]) -> tuple[bytes, str]:
    """A fitted model as ONNX and no reason; or nothing, and the reason why it cannot be."""
    try:
        return to_onnx(model, image_shape), ""
    except InputError as error:
        return b"", str(error)


def _with_stock_steps(model: Classifier) -> Pipeline:
    """The steps, of which a calibrated classifier is the last one."""
    pipeline = pipeline_of(model)
    steps = [(name, to_stock(step)) for name, step in pipeline.steps]
    return Pipeline(steps if model is pipeline else [*steps[:-1], ("calibrated", model)])


def _take_images(model: onnx.ModelProto, image_shape: tuple[int, int, int]) -> bytes:
    """Have a model take images instead of flat features, and give probabilities only."""
    model = Extractor(model).extract_model(["features"], ["probabilities"])
    (features,) = model.graph.input
    flatten = onnx.helper.make_node("Flatten", ["images"], [features.name], axis=1)
    images = onnx.helper.make_tensor_value_info(
        "images", onnx.TensorProto.FLOAT, [None, *image_shape]
    )
    model.graph.node.insert(0, flatten)
    model.graph.input.remove(features)
    model.graph.input.append(images)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())

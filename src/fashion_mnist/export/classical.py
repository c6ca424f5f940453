"""Scikit-learn models as ONNX files that map images to probabilities."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx.utils import Extractor
from skl2onnx import convert_sklearn
from skl2onnx.algebra import onnx_ops
from skl2onnx.common.data_types import FloatTensorType
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from fashion_mnist.classical import Classifier
from fashion_mnist.classical.edges import DIRECTIONS, WEIGHTS, find_cells, pixels_and_edges
from fashion_mnist.classical.pipelines import pipeline_of
from fashion_mnist.classical.svm import PairwiseProduct, weigh_pairs
from fashion_mnist.export import OPSET
from fashion_mnist.images.arrays import LUMINANCE
from fashion_mnist.parameters.errors import InputError

Untyped: TypeAlias = Any  # skl2onnx's scopes, operators and containers, their inputs and outputs

# The lower limit of squared distances: between equal vectors they are rounding errors.
MIN_SQUARED_DISTANCE = np.array([1e-12], np.float32)


def to_onnx(model: Classifier, image_shape: tuple[int, int, int]) -> bytes:
    """Convert a fitted model to the bytes of an ONNX file; raise InputError for other steps."""
    pipeline = pipeline_of(model)
    steps = [(name, to_sklearn(step)) for name, step in pipeline.steps]
    whole = Pipeline(steps if model is pipeline else [*steps[:-1], ("calibrated", model)])
    try:
        written = convert_sklearn(
            whole,
            name="model",  # by default it is random
            initial_types=[("features", FloatTensorType([None, int(np.prod(image_shape))]))],
            target_opset=OPSET,
            custom_conversion_functions=CONVERTERS,
            custom_shape_calculators={FunctionTransformer: find_output_shape},
            options={id(whole): {"zipmap": False}},
        )
    except RuntimeError as error:  # the base class of skl2onnx's conversion errors
        raise InputError(f"Expected steps that skl2onnx can write. Received: {error}") from error
    # Take images instead of flat features, and return only probabilities.
    taken = Extractor(written).extract_model(["features"], ["probabilities"])
    shape = [None, *image_shape]
    images = onnx.helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, shape)
    taken.graph.node.insert(0, onnx.helper.make_node("Flatten", ["images"], ["features"], axis=1))
    taken.graph.input[0].CopyFrom(images)
    onnx.checker.check_model(taken)
    return bytes(taken.SerializeToString())


def op(name: str, *inputs: Untyped, **attributes: Untyped) -> Untyped:
    """Create the ONNX operator of that name."""
    return getattr(onnx_ops, f"Onnx{name}")(*inputs, op_version=OPSET, **attributes)


def convert_function(scope: Untyped, operator: Untyped, container: Untyped) -> None:
    """Convert a `FunctionTransformer` with one of the functions in `FUNCTION_CONVERTERS`."""
    step, (flat,) = operator.raw_operator, operator.inputs
    if step.func not in FUNCTION_CONVERTERS:
        known = ", ".join(function.__name__ for function in FUNCTION_CONVERTERS)
        received = getattr(step.func, "__name__", str(step.func))
        raise InputError(f"Expected functions that ONNX has: {known}. Received {received}.")
    written = FUNCTION_CONVERTERS[step.func](flat, **(step.kw_args or {}))
    op("Identity", written, output_names=operator.outputs).add_to(scope, container)


def find_output_shape(operator: Untyped) -> None:
    """Set the output shape of a `FunctionTransformer`, the number of features it returns."""
    n_features = operator.inputs[0].type.shape[1]
    described = operator.raw_operator.transform(np.zeros((1, n_features), np.float32))
    operator.outputs[0].type = FloatTensorType([None, described.shape[1]])


def _convert_pixels_and_edges(flat: Untyped, shape: Sequence[int]) -> Untyped:
    """Compute `pixels_and_edges` with ONNX operators."""
    images = op("Reshape", flat, np.array([-1, *shape]))
    images = op("Transpose", images, perm=[0, 3, 1, 2])
    grey = op("Conv", images, LUMINANCE.reshape(1, 3, 1, 1)) if shape[2] == 3 else images
    change = np.array([-1, 0, 1], np.float32)
    right = op("Conv", grey, change.reshape(1, 1, 1, 3))
    down = op("Conv", grey, change.reshape(1, 1, 3, 1))
    right = op("Pad", right, np.array([0, 0, 0, 1, 0, 0, 0, 1]))
    down = op("Pad", down, np.array([0, 0, 1, 0, 0, 0, 1, 0]))
    gradients = op("Concat", right, down, axis=1)
    edges = op("Relu", op("Conv", gradients, DIRECTIONS[:, :, np.newaxis, np.newaxis]))
    brightness_cell, edge_cell = find_cells(shape)
    brightness = _average(op("Sqrt", images), brightness_cell)
    flattened = []
    parts = brightness, op("Sqrt", _average(edges, edge_cell))
    for part, weight in zip(parts, WEIGHTS, strict=True):
        weighted = op("Mul", part, np.array([weight], np.float32))
        flattened.append(op("Flatten", op("Transpose", weighted, perm=[0, 2, 3, 1])))
    return op("Concat", *flattened, axis=1)


def _average(maps: Untyped, cell: int) -> Untyped:
    return op("AveragePool", maps, kernel_shape=[cell, cell], strides=[cell, cell])


FUNCTION_CONVERTERS: dict[Callable[..., Untyped], Callable[..., Untyped]] = {
    np.sqrt: lambda flat: op("Sqrt", flat),
    pixels_and_edges: _convert_pixels_and_edges,
}


def convert_neighbours(scope: Untyped, operator: Untyped, container: Untyped) -> None:
    """Convert k nearest neighbours; skl2onnx 1.20 drops the weights by distance."""
    model = operator.raw_operator
    if model.effective_metric_ != "euclidean":
        raise InputError(f"Expected Euclidean distances. Received {model.effective_metric_}.")
    if model.weights not in ("uniform", "distance"):
        raise InputError("Expected the weights uniform or distance. Received a function.")
    one_hot = np.eye(len(model.classes_), dtype=np.float32)[np.asarray(model._y).ravel()]
    squared = _square_distances(operator.inputs[0], model._fit_X)
    nearest = op("TopK", squared, np.array([model.n_neighbors]), largest=0)
    votes = op("Gather", one_hot, nearest[1])  # (n, k, n_classes)
    if model.weights == "distance":
        distances = op("Sqrt", op("Max", nearest[0], MIN_SQUARED_DISTANCE))
        votes = op("Div", votes, op("Unsqueeze", distances, np.array([2])))
    summed = op("ReduceSum", votes, np.array([1]), keepdims=0)
    total = op("ReduceSum", summed, np.array([1]), keepdims=1)
    _set_outputs(op("Div", summed, total), scope, operator, container)


def convert_calibrated(scope: Untyped, operator: Untyped, container: Untyped) -> None:
    """Convert a one-vs-one support vector machine with temperature calibration.

    skl2onnx 1.20 supports neither frozen estimators nor temperatures, hence no other model.
    """
    model = operator.raw_operator
    (calibrated,) = model.calibrated_classifiers_
    classifier = calibrated.estimator.estimator[-1]
    if not isinstance(calibrated.estimator, PairwiseProduct) or model.method != "temperature":
        raise InputError(
            "Expected one-vs-one margins (decision_function_shape: ovo), calibrated by a "
            f"temperature. Received {type(classifier).__name__}, calibrated by {model.method}."
        )
    if classifier.kernel != "rbf":
        raise InputError(f"Expected the kernel rbf. Received {classifier.kernel}.")
    squared = _square_distances(operator.inputs[0], classifier.support_vectors_)
    kernel = op("Exp", op("Mul", squared, np.array([-classifier._gamma], np.float32)))
    products = op("MatMul", kernel, weigh_pairs(classifier).astype(np.float32))
    margins = op("Add", products, classifier.intercept_.astype(np.float32))
    scores = _multiply_pairs(margins, len(model.classes_))
    (temperature,) = calibrated.calibrators
    logits = op("Mul", scores, np.array([temperature.beta_], np.float32))
    _set_outputs(op("Softmax", logits, axis=1), scope, operator, container)


def _multiply_pairs(margins: Untyped, n_classes: int) -> Untyped:
    """Compute the scores of `PairwiseProduct`; for two classes they are -m and m."""
    if n_classes == 2:
        return op("MatMul", margins, np.array([[-1, 1]], np.float32))
    steep = op("Mul", margins, np.array([PairwiseProduct.STEEPNESS], np.float32))
    pairs = np.triu_indices(n_classes, 1)
    first, second = (np.eye(n_classes, dtype=np.float32)[pair] for pair in pairs)
    # softplus(-x) = -log_expit(x)
    lost = op("MatMul", op("Softplus", op("Neg", steep)), first)
    won = op("MatMul", op("Softplus", steep), second)
    return op("Neg", op("Add", lost, won))


def _square_distances(features: Untyped, stored: NDArray[np.floating]) -> Untyped:
    """Compute squared Euclidean distances (n, n_stored): |x|^2 - 2xy + |y|^2."""
    stored = np.asarray(stored, np.float32)
    products = op("MatMul", features, 2 * stored.T)
    lengths = op("ReduceSumSquare", features, axes=[1], keepdims=1)
    return op("Add", op("Sub", lengths, products), (stored**2).sum(axis=1))


def _set_outputs(
    probabilities: Untyped, scope: Untyped, operator: Untyped, container: Untyped
) -> None:
    """Set the outputs: the index of the most probable class, and the probabilities."""
    results = op("ArgMax", probabilities, axis=1, keepdims=0), probabilities
    for result, output in zip(results, operator.outputs, strict=True):
        op("Identity", result, output_names=[output]).add_to(scope, container)


CONVERTERS: dict[type[BaseEstimator], Callable[[Untyped, Untyped, Untyped], None]] = {
    FunctionTransformer: convert_function,
    KNeighborsClassifier: convert_neighbours,
    CalibratedClassifierCV: convert_calibrated,
}


def to_sklearn(estimator: BaseEstimator) -> BaseEstimator:
    """Convert a fitted scikit-learn-intelex estimator to scikit-learn's own class.

    Other estimators are returned unchanged. The result is for converters, which only read fitted
    attributes, and may be unable to predict.
    """
    bases = (base for base in type(estimator).__mro__ if base.__module__.startswith("sklearnex."))
    if (accelerated := next(bases, None)) is None:
        return estimator
    module = accelerated.__module__.split(".")[1]
    sklearn_class = getattr(import_module(f"sklearn.{module}"), accelerated.__name__)
    accepted, given = sklearn_class().get_params(), estimator.get_params()
    converted = sklearn_class(**{name: given[name] for name in accepted if name in given})
    # The names of fitted attributes end in `_`, if they are public; some are properties.
    learned: set[str] = vars(estimator).keys() - given.keys()
    for name in learned.union(dir(type(estimator))):
        is_public = name.endswith("_") and not name.startswith("_")
        if (is_public or name in learned) and not hasattr(sklearn_class, name):
            setattr(converted, name, getattr(estimator, name, None))
    return converted

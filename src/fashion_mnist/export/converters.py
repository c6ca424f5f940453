"""What skl2onnx cannot write as ONNX, or writes otherwise than scikit-learn computes it.

Converters as skl2onnx takes them: of a step with its inputs and outputs, into operators.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC

from fashion_mnist.classical.probabilities import PairwiseProduct
from fashion_mnist.export.functions import Untyped, convert_function, operate
from fashion_mnist.parameters.errors import InputError

Converter = Callable[[Untyped, Untyped, Untyped], None]  # of a scope, an operator and a container

SMALLEST = np.array([1e-12], np.float32)  # squared distance: of equals it is a rounding error


def convert_neighbours(scope: Untyped, operator: Untyped, container: Untyped) -> None:
    """k nearest neighbours, of which skl2onnx 1.20 loses the weights by distance."""
    model = operator.raw_operator
    if model.effective_metric_ != "euclidean":
        raise InputError(f"Expected Euclidean distances. Received {model.effective_metric_}.")
    if model.weights not in ("uniform", "distance"):
        raise InputError("Expected weights that are uniform or by distance. Received a function.")
    one_hot = np.eye(len(model.classes_), dtype=np.float32)[np.asarray(model._y).ravel()]
    squared = _square_distances(operator.inputs[0], model._fit_X)
    nearest = operate("TopK", squared, np.array([model.n_neighbors]), largest=0)
    votes = operate("Gather", one_hot, nearest[1])  # (n, k, n_classes)
    if model.weights == "distance":
        distances = operate("Sqrt", operate("Max", nearest[0], SMALLEST))
        votes = operate("Div", votes, operate("Unsqueeze", distances, np.array([2])))
    summed = operate("ReduceSum", votes, np.array([1]), keepdims=0)
    total = operate("ReduceSum", summed, np.array([1]), keepdims=1)
    _put_out(operate("Div", summed, total), scope, operator, container)


def convert_calibrated(scope: Untyped, operator: Untyped, container: Untyped) -> None:
    """A support vector machine whose margins between each two classes a temperature calibrates.

    Of others skl2onnx 1.20 knows neither frozen estimators nor temperatures.
    """
    model = operator.raw_operator
    (calibrated,) = model.calibrated_classifiers_
    classifier = calibrated.estimator.estimator[-1]
    if not isinstance(calibrated.estimator, PairwiseProduct) or model.method != "temperature":
        raise InputError(
            "Expected margins between each two classes (decision_function_shape: ovo), calibrated "
            f"by a temperature. Received {type(classifier).__name__}, calibrated by {model.method}."
        )
    if classifier.kernel != "rbf":
        raise InputError(f"Expected the kernel rbf. Received {classifier.kernel}.")
    scores = _multiply_pairs(_find_margins(operator.inputs[0], classifier), len(model.classes_))
    (temperature,) = calibrated.calibrators
    logits = operate("Mul", scores, np.array([temperature.beta_], np.float32))
    _put_out(operate("Softmax", logits, axis=1), scope, operator, container)


def _find_margins(features: Untyped, classifier: SVC) -> Untyped:
    """Margins (n, n_pairs) as `SVC.decision_function` gives them."""
    squared = _square_distances(features, classifier.support_vectors_)
    kernel = operate("Exp", operate("Mul", squared, np.array([-classifier._gamma], np.float32)))
    of_class = np.repeat(np.arange(len(classifier.classes_)), classifier.n_support_)
    coefficients = np.stack(
        [
            np.where(of_class == first, classifier.dual_coef_[second - 1], 0)
            + np.where(of_class == second, classifier.dual_coef_[first], 0)
            for first, second in combinations(range(len(classifier.classes_)), 2)
        ],
        axis=1,
    )  # (n_vectors, n_pairs)
    products = operate("MatMul", kernel, coefficients.astype(np.float32))
    return operate("Add", products, classifier.intercept_.astype(np.float32))


def _multiply_pairs(margins: Untyped, n_classes: int) -> Untyped:
    """Scores of all classes as `PairwiseProduct` gives them; of two classes -m and m."""
    if n_classes == 2:
        return operate("MatMul", margins, np.array([[-1, 1]], np.float32))
    steep = operate("Mul", margins, np.array([PairwiseProduct.STEEPNESS], np.float32))
    pairs = np.triu_indices(n_classes, 1)
    first, second = (np.eye(n_classes, dtype=np.float32)[of] for of in pairs)
    # softplus(-x) = -log_expit(x)
    lost = operate("MatMul", operate("Softplus", operate("Neg", steep)), first)
    won = operate("MatMul", operate("Softplus", steep), second)
    return operate("Neg", operate("Add", lost, won))


def _square_distances(features: Untyped, stored: NDArray[np.floating]) -> Untyped:
    """Squared Euclidean distances (n, n_stored): |x|^2 - 2xy + |y|^2."""
    stored = np.asarray(stored, np.float32)
    products = operate("MatMul", features, 2 * stored.T)
    lengths = operate("ReduceSumSquare", features, axes=[1], keepdims=1)
    return operate("Add", operate("Sub", lengths, products), (stored**2).sum(axis=1))


def _put_out(probabilities: Untyped, scope: Untyped, operator: Untyped, container: Untyped) -> None:
    """Make these the outputs: the number of the likeliest class, and the probabilities."""
    label, named = operator.outputs
    likeliest = operate("ArgMax", probabilities, axis=1, keepdims=0)
    for result, output in ((likeliest, label), (probabilities, named)):
        operate("Identity", result, output_names=[output]).add_to(scope, container)


CONVERTERS: dict[type[BaseEstimator], Converter] = {
    FunctionTransformer: convert_function,
    KNeighborsClassifier: convert_neighbours,
    CalibratedClassifierCV: convert_calibrated,
}

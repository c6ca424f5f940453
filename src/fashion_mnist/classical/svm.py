"""Support vector machines: decision values, and class scores from pairs of classes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_expit
from sklearn.frozen import FrozenEstimator
from sklearn.metrics.pairwise import pairwise_kernels
from sklearn.utils.multiclass import _ovr_decision_function

from fashion_mnist.images.arrays import Floats, in_batches

try:
    from sklearnex import svm  # type: ignore[import-untyped]
except ImportError:  # scikit-learn-intelex supports x86-64 only
    from sklearn import svm

BATCH_SIZE = 1000  # images per kernel matrix: 75 MB with 18,700 support vectors
KERNELS = ("linear", "poly", "rbf")


class SVC(svm.SVC):
    """An SVC that computes its decision values with matrix products.

    The decision values of scikit-learn-intelex 2026.2 depend on the other images of a batch and
    vary between calls: most by less than 0.1, some by more than 100. Libsvm takes ten times as
    long.
    """

    def decision_function(self, X: Any) -> NDArray[np.floating]:  # noqa: N803
        """Return the decision values of features (n, n_features), as scikit-learn's SVC does."""
        if self.kernel not in KERNELS:
            return np.asarray(super().decision_function(X))
        weights, batches = weigh_pairs(self), []
        options = {"gamma": self._gamma, "degree": self.degree, "coef0": self.coef0}
        for batch in in_batches(X, BATCH_SIZE):
            kernel = pairwise_kernels(
                batch, self.support_vectors_, self.kernel, filter_params=True, **options
            )
            batches.append(kernel @ weights.astype(kernel.dtype) + self.intercept_)
        margins, n_classes = np.concatenate(batches), len(self.classes_)  # (n, n_pairs)
        if n_classes == 2:
            return margins[:, 0]
        if self.decision_function_shape == "ovo":
            return margins
        return np.asarray(_ovr_decision_function(margins < 0, -margins, n_classes))


def weigh_pairs(machine: svm.SVC) -> NDArray[np.floating]:
    """Return the weights (n_support, n_pairs) of the support vectors for each two classes."""
    n_classes = len(machine.classes_)
    first, second = np.triu_indices(n_classes, 1)
    class_of = np.repeat(np.arange(n_classes), machine.n_support_)[:, np.newaxis]
    dual = machine.dual_coef_.T  # (n_support, n_classes - 1): a column for each other class
    weights = np.where(class_of == first, dual[:, second - 1], 0)
    return np.asarray(weights + np.where(class_of == second, dual[:, first], 0))


class PairwiseProduct(FrozenEstimator):
    """A fitted one-vs-one classifier with a score for each class.

    A margin m between two classes counts as the probability 1 / (1 + exp(-STEEPNESS * m)) of the
    first. The score of a class is the logarithm of the product of its probabilities in all its
    pairs, as if the pairs were independent. This is not the pairwise coupling of Hastie and
    Tibshirani (1998), which finds class probabilities that agree with the pairwise probabilities.
    Scikit-learn's own scores count won pairs, so the scores of the best and the second class are
    about 1 apart for nearly every image.
    """

    STEEPNESS = 3  # more accurate on the validation images than 1, and than counting won pairs

    def decision_function(self, features: Floats) -> NDArray[np.floating]:
        """Return scores (n, n_classes); for two classes only the margin of the second, (n,)."""
        margins = self.estimator.decision_function(features)  # (n, n_pairs)
        if margins.ndim == 1:
            return np.asarray(margins)
        n_classes = len(self.estimator.classes_)
        first, second = (np.eye(n_classes)[pair] for pair in np.triu_indices(n_classes, 1))
        steep = self.STEEPNESS * margins
        return np.asarray(log_expit(steep) @ first + log_expit(-steep) @ second)

"""Probabilities for scikit-learn's classifiers that have none."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_expit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline

from fashion_mnist.images.arrays import Floats, Labels


class PairwiseProduct(FrozenEstimator):
    """A fitted classifier that decides between each two classes, with a score for each class.

    A margin m between two classes counts as the probability 1 / (1 + exp(-STEEPNESS * m)) of the
    first. The score of a class is the logarithm of the product of its probabilities in all its
    pairs, as if these were independent. So this is not the pairwise coupling of Hastie and
    Tibshirani (1998), which looks for probabilities of all classes that agree with those in pairs.
    Scikit-learn's own scores count won pairs, so that those of the winner and the second are about
    1 apart for nearly every image.
    """

    STEEPNESS = 3  # more accurate on the validation images than 1, and than counting won pairs

    def decision_function(self, features: Floats) -> NDArray[np.floating]:
        """Scores (n, n_classes); of two classes only the margin of the second, (n,)."""
        margins = self.estimator.decision_function(features)  # (n, n_pairs)
        if margins.ndim == 1:
            return np.asarray(margins)
        n_classes = len(self.estimator.classes_)
        first, second = (np.eye(n_classes)[of] for of in np.triu_indices(n_classes, 1))
        steep = self.STEEPNESS * margins
        return np.asarray(log_expit(steep) @ first + log_expit(-steep) @ second)


def calibrate(
    classifier: Pipeline, method: str, features: Floats, labels: Labels
) -> CalibratedClassifierCV:
    """Give a fitted classifier probabilities, fitted on images that it was not trained on."""
    in_pairs = getattr(classifier[-1], "decision_function_shape", None) == "ovo"
    frozen = (PairwiseProduct if in_pairs else FrozenEstimator)(classifier)
    everything = np.arange(len(labels))  # one fold: the five by default need 5 images of each class
    folds = [(everything, everything)]
    return CalibratedClassifierCV(frozen, method=method, cv=folds).fit(features, labels)

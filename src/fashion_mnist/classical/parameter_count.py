"""How many numbers a fitted estimator has learned."""

import numpy as np

from fashion_mnist.classical.types import Estimator


def count_parameters(estimator: Estimator) -> int:
    """Count the numbers that a fitted estimator has learned.

    In general the floats in its fitted attributes, whose names end in `_`: weights and biases. For
    a support vector machine its vectors with their coefficients, for a forest the nodes of its
    trees, for k nearest neighbours the stored features of the training images.
    """
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import Pipeline
    from sklearn.svm import SVC

    if isinstance(estimator, Pipeline):
        return sum(count_parameters(step) for _, step in estimator.steps)
    if isinstance(estimator, CalibratedClassifierCV):
        fitted = (part.estimator.estimator for part in estimator.calibrated_classifiers_)
        return sum(map(count_parameters, fitted))
    if isinstance(estimator, SVC):
        stored = (estimator.support_vectors_, estimator.dual_coef_, estimator.intercept_)
        return sum(array.size for array in stored)
    if isinstance(estimator, RandomForestClassifier):
        return sum(tree.tree_.node_count for tree in estimator.estimators_)
    if isinstance(estimator, KNeighborsClassifier):
        return int(estimator.n_samples_fit_ * estimator.n_features_in_)
    learned = [value for name, value in vars(estimator).items() if name.endswith("_")]
    return sum(_count_floats(value) for value in learned)


def _count_floats(value: object) -> int:
    if isinstance(value, list):
        return sum(_count_floats(item) for item in value)
    if isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.floating):
        return value.size
    return 0

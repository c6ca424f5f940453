"""How many numbers a fitted estimator has learned."""

from functools import singledispatch

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC


@singledispatch
def count_parameters(estimator: object) -> int:
    """Count the numbers that a fitted estimator has learned.

    In general the floats in its fitted attributes, whose names end in `_`: weights and biases. For
    a support vector machine its vectors with their coefficients, for a forest the nodes of its
    trees, for k nearest neighbours the stored features of the training images.
    """
    learned = [value for name, value in vars(estimator).items() if name.endswith("_")]
    return sum(_count_floats(value) for value in learned)


def _count_floats(value: object) -> int:
    if isinstance(value, list):
        return sum(_count_floats(item) for item in value)
    if isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.floating):
        return value.size
    return 0


@count_parameters.register
def _(estimator: Pipeline) -> int:
    return sum(count_parameters(step) for _, step in estimator.steps)


@count_parameters.register
def _(estimator: CalibratedClassifierCV) -> int:
    return sum(
        count_parameters(part.estimator.estimator) for part in estimator.calibrated_classifiers_
    )


@count_parameters.register
def _(estimator: SVC) -> int:
    return sum(
        array.size
        for array in (estimator.support_vectors_, estimator.dual_coef_, estimator.intercept_)
    )


@count_parameters.register
def _(estimator: RandomForestClassifier) -> int:
    return sum(tree.tree_.node_count for tree in estimator.estimators_)


@count_parameters.register
def _(estimator: KNeighborsClassifier) -> int:
    return int(estimator.n_samples_fit_ * estimator.n_features_in_)

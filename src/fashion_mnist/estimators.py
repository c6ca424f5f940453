"""Scikit-learn estimators from their parameters, accelerated where the platform allows it."""

import inspect
import logging
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import singledispatch
from pkgutil import resolve_name
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_expit
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import SVC

from fashion_mnist.arrays import Floats, Labels
from fashion_mnist.parameters import Step

log = logging.getLogger(__name__)

# Where scikit-learn-intelex pays; its logistic regression takes almost three times as long.
ACCELERATED = ("sklearn.decomposition.", "sklearn.ensemble.", "sklearn.neighbors.", "sklearn.svm.")


def build_estimator(steps: Sequence[Step], seed: int) -> Pipeline:
    """Make the unfitted pipeline of `steps`, seeding every step that draws random numbers.

    Raises:
        ValueError: a class, an argument or its value is not one that scikit-learn has.
    """
    return make_pipeline(*(_build_step(step, seed) for step in steps))


def limit_to_data(model: Pipeline, features: Floats, labels: Labels) -> Pipeline:
    """Ask a small set for no more components, neighbours or held-out images than it has.

    Args:
        model: unfitted; its steps are changed.
        features: those to fit on, (n, n_features). A component beyond the features that vary, or
            the last of as many as images, would hold nothing but rounding errors.
        labels: (n,); of each class, one image is held out to stop the training early.
    """
    n, counts = len(features), np.unique(labels, return_counts=True)[1]
    n_varying = int(np.count_nonzero(features.max(axis=0) > features.min(axis=0)))
    most = {"n_components": max(1, min(n - 1, n_varying)), "n_neighbors": n, "batch_size": n // 2}
    for step in model:
        for name, value in step.get_params().items():
            if isinstance(value, int) and value > most.get(name, value):
                _limit(step, name, most[name])
        if getattr(step, "svd_solver", None) == "auto":
            _avoid_covariance(step, features.shape)
        if getattr(step, "early_stopping", False):
            has_enough = step.validation_fraction * n >= len(counts) and min(counts) > 1
            if not has_enough:
                _limit(step, "early_stopping", False)
    return model


def _avoid_covariance(pca: BaseEstimator, shape: tuple[int, ...]) -> None:
    """Name the solver that scikit-learn takes for almost all components.

    Left to itself, scikit-learn-intelex takes the covariance of all features instead, of which a
    few large images have too many.
    """
    if isinstance(pca.n_components, int) and pca.n_components >= 0.8 * min(shape):
        pca.set_params(svd_solver="full")


def _limit(step: BaseEstimator, name: str, value: Any) -> None:
    log.info("%s: %s=%s, the most that these images allow", type(step).__name__, name, value)
    step.set_params(**{name: value})


def _build_step(step: Step, seed: int) -> BaseEstimator:
    estimator_class = _find_class(step.type)
    accepted = inspect.signature(estimator_class).parameters
    for name in step.arguments:
        if name not in accepted:
            hint = get_close_matches(name, accepted, n=1)
            raise ValueError(
                f"{step.type} has no argument {name!r}"
                + (f". Did you mean {hint[0]!r}?" if hint else f"; it has {', '.join(accepted)}")
            )
    seeded = {"random_state": seed} if "random_state" in accepted else {}
    constraints = estimator_class._parameter_constraints
    arguments = {name: _load(value, constraints[name]) for name, value in step.arguments.items()}
    estimator = estimator_class(**seeded | arguments)
    estimator._validate_params()
    return estimator


def _load(value: Any, constraints: Sequence[Any]) -> Any:
    """Replace the dotted path of a function by the function, where one is expected."""
    is_path = callable in constraints and isinstance(value, str) and "." in value
    return resolve_name(value) if is_path else value


def _find_class(path: str) -> Any:
    """Import the class at a dotted path, from scikit-learn-intelex where that has a faster one."""
    accelerated = [path.replace("sklearn", "sklearnex", 1)] if path.startswith(ACCELERATED) else []
    for candidate in (*accelerated, path):
        with suppress(ImportError, AttributeError, ValueError):
            return resolve_name(candidate)
    raise ValueError(f"Expected the dotted path of a scikit-learn class. Received: {path!r}")


class PairwiseCoupling(FrozenEstimator):
    """A fitted classifier that decides between each two classes, with a score for each class.

    A margin m between two classes counts as the probability 1 / (1 + exp(-STEEPNESS * m)) of the
    first. The score of a class is the logarithm of the product of its probabilities (Hastie and
    Tibshirani, 1998, "Classification by Pairwise Coupling"). Scikit-learn's own scores count won
    pairs, so that those of the winner and the second are about 1 apart for nearly every image.
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
    frozen = (PairwiseCoupling if in_pairs else FrozenEstimator)(classifier)
    everything = np.arange(len(labels))  # one fold: the five by default need 5 images of each class
    folds = [(everything, everything)]
    return CalibratedClassifierCV(frozen, method=method, cv=folds).fit(features, labels)


@singledispatch
def count_parameters(estimator: object) -> int:
    """Count the numbers that a fitted estimator has learned.

    In general the floats in its fitted attributes, whose names end in `_`: weights and biases. For
    a support vector machine its vectors with their coefficients, for a forest the nodes of its
    trees, for k nearest neighbours the stored features of the training images.
    """
    learned = [value for name, value in vars(estimator).items() if name.endswith("_")]
    return sum(_count_floats(value) for value in learned)


def _count_floats(value: Any) -> int:
    if isinstance(value, list):
        return sum(_count_floats(item) for item in value)
    is_floats = isinstance(value, np.ndarray) and np.issubdtype(value.dtype, np.floating)
    return value.size if is_floats else 0


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


def predict_probabilities(classifier: Any, features: Floats) -> NDArray[np.floating]:
    """Probability of each class, (n, n_classes), for features (n, n_features)."""
    return np.asarray(classifier.predict_proba(features))

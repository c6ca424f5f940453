"""Fitting a classical model as its parameters say."""

import logging
import time
from collections.abc import Sequence

from sklearn.pipeline import Pipeline

from fashion_mnist.classical.build import build_estimator
from fashion_mnist.classical.data_limits import limit_to_data
from fashion_mnist.classical.probabilities import calibrate
from fashion_mnist.classical.types import Classifier
from fashion_mnist.images.arrays import Floats, Labels
from fashion_mnist.parameters.classical_ml import ClassicalModel, Step
from fashion_mnist.parameters.errors import InputError

log = logging.getLogger(__name__)

Examples = tuple[Floats, Labels]  # features (n, n_features), and labels (n,)


def fit_classifier(
    parameters: ClassicalModel, train: Examples, validation: Examples, seed: int
) -> tuple[Classifier, float]:
    """Fit a model and, if asked for, calibrate it on the validation set.

    Returns:
        The fitted model, and the seconds that it took.
    """
    name = parameters.steps[-1].class_name
    log.info("%s: fitting on %d images of %d features", name, *train[0].shape)
    start = time.perf_counter()
    model: Classifier = fit_steps(parameters.steps, *train, seed)
    if parameters.calibration:
        model = calibrate(model, parameters.calibration, *validation)
    seconds = time.perf_counter() - start
    log.info("%s: fitted in %.1f s", name, seconds)
    return model, seconds


def fit_steps(steps: Sequence[Step], features: Floats, labels: Labels, seed: int) -> Pipeline:
    """Fit a pipeline of steps that ask for no more than these features (n, n_features) can give.

    Raises:
        InputError: scikit-learn cannot fit them.
    """
    model = limit_to_data(build_estimator(steps, seed), features, labels)
    try:
        return model.fit(features, labels)
    except (OverflowError, TypeError, ValueError) as error:
        names = ", ".join(step.class_name for step in steps)
        n, n_features = features.shape
        raise InputError(
            f"Expected steps that can be fitted on {n} images of {n_features} features. Received "
            f"{names}: {error}\nChange the steps or their arguments in conf/."
        ) from error

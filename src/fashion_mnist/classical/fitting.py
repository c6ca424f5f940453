"""Fitting of classical models, within the limits of the image set, and prediction."""

import logging
import time
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.classical import Classifier, Estimator
from fashion_mnist.classical.pipelines import ClassicalModel, Step, build_estimator
from fashion_mnist.images.arrays import AnyImages, Floats, Labels, flatten, in_batches, to_channels
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.lazy import sklearn

log = logging.getLogger(__name__)

Examples = tuple[AnyImages, Labels]  # flat images (n, n_features), and labels (n,)
MAX_FEATURES = 150_000_000  # in all images together: 0.6 GB, three times Fashion-MNIST
SAMPLE_SIZE = 5000  # images searched for features that vary
BATCH_SIZE = 10_000  # images per prediction batch


def fit_classifier(
    parameters: ClassicalModel,
    train: Examples,
    validation: Examples,
    seed: int,
    shape: Sequence[int] | None = None,
) -> tuple[Classifier, float]:
    """Fit a model and, if its parameters say so, calibrate it on the validation set.

    If `count_fitted` is less than the number of images, the model is fitted on a stratified sample,
    with a warning unless `train_on` sets its size. Steps that take a `shape` get the height, width
    and channels of the images.

    Returns:
        The fitted model, and the duration in seconds.
    """
    name = parameters.steps[-1].class_name
    features, labels = train
    drawn: Any = slice(None)
    if (n := count_fitted(features, parameters.train_on)) < len(labels):
        drawn = draw_sample(labels, n / len(labels), seed)
        if parameters.train_on is None:
            log.warning(
                f"{name} is fitted on a stratified sample of {len(drawn)} of {len(labels)} images, "
                "which takes some minutes and 0.6 GB; set `train_on` in the model's parameters to "
                "change the number"
            )
    features, labels = features[drawn], labels[drawn]
    log.info("%s: fitting on %d images of %d features", name, *features.shape)
    start = time.perf_counter()
    model: Classifier = fit_steps(parameters.steps, features, labels, seed, shape)
    if parameters.calibration:
        flat, labels = validation
        model = calibrate(model, parameters.calibration, flat[:], labels)
    seconds = time.perf_counter() - start
    log.info("%s: fitted in %.1f s", name, seconds)
    return model, seconds


def calibrate(classifier: Estimator, method: str, features: Floats, labels: Labels) -> Classifier:
    """Calibrate a fitted pipeline on images (n, n_features) that it was not trained on."""
    from fashion_mnist.classical.svm import PairwiseProduct

    is_one_vs_one = getattr(classifier[-1], "decision_function_shape", None) == "ovo"
    frozen = (PairwiseProduct if is_one_vs_one else sklearn.frozen.FrozenEstimator)(classifier)
    everything = np.arange(len(labels))  # one fold: the default of five needs 5 images per class
    calibrated = sklearn.calibration.CalibratedClassifierCV(
        frozen, method=method, cv=[(everything, everything)]
    )
    return calibrated.fit(features, labels)


def count_fitted(features: AnyImages, train_on: int | None) -> int:
    """Return the number of images to fit on, by default up to `MAX_FEATURES` features in total.

    Time and memory grow faster than the number of features.
    """
    n, n_features = map(int, features.shape)
    return min(n, train_on or max(1, MAX_FEATURES // n_features))


def fit_steps(
    steps: Sequence[Step],
    features: Floats,
    labels: Labels,
    seed: int,
    shape: Sequence[int] | None = None,
) -> Estimator:
    """Build a pipeline of steps, limit its parameters with `clip_hyperparameters`, and fit it.

    Raises InputError if scikit-learn cannot fit the steps on these features (n, n_features).
    """
    model = build_estimator(steps, seed, shape)
    try:
        return clip_hyperparameters(model, features, labels).fit(features, labels)
    except InputError:  # of a step of this package
        raise
    except (OverflowError, TypeError, ValueError) as error:
        names = ", ".join(step.class_name for step in steps)
        n, n_features = features.shape
        raise InputError(
            f"Expected steps that can be fitted on {n} images of {n_features} features. Received "
            f"{names}: {error}\nChange the steps or their arguments in conf/."
        ) from error


def clip_hyperparameters(model: Estimator, features: Floats, labels: Labels) -> Estimator:
    """Limit, in place, components, neighbours, batches and early stopping to suit the images.

    Components beyond n - 1 or beyond the number of varying features (n, n_features) would hold only
    rounding errors. Early stopping holds out at least one image of each class, or is switched off.
    """
    n, counts = len(features), np.unique(labels, return_counts=True)[1]
    sample = features[:: max(1, n // SAMPLE_SIZE)]
    function_transformer = sklearn.preprocessing.FunctionTransformer
    for function in takewhile(lambda step: isinstance(step, function_transformer), model):
        sample = function.transform(sample)
    n_varying = int(np.count_nonzero(sample.max(axis=0) > sample.min(axis=0)))
    most = {"n_components": max(1, min(n - 1, n_varying)), "n_neighbors": n, "batch_size": n // 2}
    for step in model:
        limits: dict[str, int] = {
            name: most[name]
            for name, value in step.get_params().items()
            if isinstance(value, int) and value > most.get(name, value)
        }
        share = getattr(step, "validation_fraction", None)
        if getattr(step, "early_stopping", False) and isinstance(share, float):
            limits |= {"early_stopping": False} if share * min(counts) < 1 else {}
        for name, limit in limits.items():
            log.info("%s: %s=%s, limited by these images", type(step).__name__, name, limit)
        step.set_params(**limits)
        if getattr(step, "svd_solver", None) == "auto":
            # For almost all components, set the solver that scikit-learn chooses. With `auto`,
            # scikit-learn-intelex computes the covariance of features, too many in large images.
            n_components = step.n_components
            if isinstance(n_components, int) and n_components >= 0.8 * min(n, sample.shape[1]):
                step.set_params(svd_solver="full")
    return model


def make_predictor(
    classifier: Classifier, channels: int
) -> Callable[[Floats], NDArray[np.floating]]:
    """Return a function from images (n, h, w, c), grey or coloured, to probabilities."""
    return lambda images: predict_probabilities(classifier, flatten(to_channels(images, channels)))


def predict_probabilities(classifier: Classifier, flat: AnyImages) -> NDArray[np.floating]:
    """Predict probabilities (n, n_classes) for flat images (n, n_features)."""
    return np.concatenate(
        [classifier.predict_proba(batch) for batch in in_batches(flat, BATCH_SIZE)]
    )

"""Fitting classical models within what small image sets allow, and asking them."""

import logging
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.classical import Classifier, Estimator
from fashion_mnist.classical.pipelines import ClassicalModel, Step, build_estimator
from fashion_mnist.images.arrays import AnyImages, Floats, Labels, flatten, in_batches, to_channels
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.parameters.errors import InputError

log = logging.getLogger(__name__)

Examples = tuple[AnyImages, Labels]  # flat images (n, n_features), and labels (n,)
MOST_FEATURES = 150_000_000  # of all images together: three times those of Fashion-MNIST, 0.6 GB
LOOKED_AT = 5000  # images, to see which features vary
AT_ONCE = 10_000  # images that are predicted together


def fit_classifier(
    parameters: ClassicalModel,
    train: Examples,
    validation: Examples,
    seed: int,
    shape: Sequence[int] | None = None,
) -> tuple[Classifier, float]:
    """Fit a model and, if asked for, calibrate it on the validation set.

    It is fitted on a stratified sample, said in a warning, where `count_fitted` is fewer than all.
    The `shape` (height, width, channels) is that of the images, for steps that take it.

    Returns:
        The fitted model, and the seconds that it took.
    """
    name = parameters.steps[-1].class_name
    features, labels = _draw(train, parameters.train_on, name, seed)
    log.info("%s: fitting on %d images of %d features", name, *features.shape)
    start = time.perf_counter()
    model: Classifier = fit_steps(parameters.steps, features, labels, seed, shape)
    if parameters.calibration:
        from fashion_mnist.classical.calibration import calibrate

        flat, labels = validation
        model = calibrate(model, parameters.calibration, flat[:], labels)
    seconds = time.perf_counter() - start
    log.info("%s: fitted in %.1f s", name, seconds)
    return model, seconds


def count_fitted(features: AnyImages, train_on: int | None) -> int:
    """How many images of features (n, n_features) a model is fitted on.

    By default all, but no more than have `MOST_FEATURES`: time and memory grow faster than them.
    """
    n, n_features = map(int, features.shape)
    return min(n, train_on or max(1, MOST_FEATURES // n_features))


def _draw(train: Examples, train_on: int | None, name: str, seed: int) -> tuple[Floats, Labels]:
    features, labels = train
    if (n := count_fitted(features, train_on)) == len(labels):
        return features[:], labels
    drawn = draw_sample(labels, n / len(labels), seed)
    if train_on is None:
        log.warning(
            "%s is fitted on a stratified sample of %d of %d images, as many as take some minutes "
            "and 0.6 GB; the parameter train_on of its block makes it another number",
            *(name, len(drawn), len(labels)),
        )
    return features[drawn], labels[drawn]


def fit_steps(
    steps: Sequence[Step],
    features: Floats,
    labels: Labels,
    seed: int,
    shape: Sequence[int] | None = None,
) -> Estimator:
    """Fit a pipeline of steps that ask for no more than these features (n, n_features) can give.

    Raises:
        InputError: scikit-learn cannot fit them.
    """
    model = build_estimator(steps, seed, shape)
    try:
        return clip_hyperparameters(model, features, labels).fit(features, labels)
    except (OverflowError, TypeError, ValueError) as error:
        names = ", ".join(step.class_name for step in steps)
        n, n_features = features.shape
        raise InputError(
            f"Expected steps that can be fitted on {n} images of {n_features} features. Received "
            f"{names}: {error}\nChange the steps or their arguments in conf/."
        ) from error


def clip_hyperparameters(model: Estimator, features: Floats, labels: Labels) -> Estimator:
    """Ask a small set for no more components, neighbours or held-out images than it has.

    Args:
        model: unfitted; its steps are changed.
        features: those to fit on, (n, n_features). A component beyond the features that vary, or
            the last of as many as images, would hold nothing but rounding errors.
        labels: (n,); of each class, one image is held out to stop the training early.
    """
    n, counts = len(features), np.unique(labels, return_counts=True)[1]
    features = _transform_some(model, features)
    n_varying = int(np.count_nonzero(features.max(axis=0) > features.min(axis=0)))
    most = {"n_components": max(1, min(n - 1, n_varying)), "n_neighbors": n, "batch_size": n // 2}
    for step in model:
        for name, value in step.get_params().items():
            if isinstance(value, int) and value > most.get(name, value):
                _limit(step, name, most[name])
        if getattr(step, "svd_solver", None) == "auto":
            _avoid_covariance(step, (n, features.shape[1]))
        if getattr(step, "early_stopping", False):
            has_enough = step.validation_fraction * n >= len(counts) and min(counts) > 1
            if not has_enough:
                _limit(step, "early_stopping", False)
    return model


def _transform_some(model: Estimator, features: Floats) -> Floats:
    """What functions at the beginning of a model make of features, of some thousands at most."""
    from sklearn.preprocessing import FunctionTransformer

    some = features[:: max(1, len(features) // LOOKED_AT)]
    for step in model:
        if not isinstance(step, FunctionTransformer):
            break
        some = step.transform(some)
    return some


def _avoid_covariance(pca: Estimator, shape: tuple[int, ...]) -> None:
    """Name the solver that scikit-learn takes for almost all components.

    Left to itself, scikit-learn-intelex takes the covariance of all features instead, of which a
    few large images have too many.
    """
    if isinstance(pca.n_components, int) and pca.n_components >= 0.8 * min(shape):
        pca.set_params(svd_solver="full")


def _limit(step: Estimator, name: str, value: int) -> None:
    log.info("%s: %s=%s, the most that these images allow", type(step).__name__, name, value)
    step.set_params(**{name: value})


def make_predictor(
    classifier: Classifier, channels: int
) -> Callable[[Floats], NDArray[np.floating]]:
    """A function from images (n, h, w, c) to probabilities, which gives them so many channels."""

    def predict(images: Floats) -> NDArray[np.floating]:
        return predict_probabilities(classifier, flatten(to_channels(images, channels)))

    return predict


def predict_probabilities(classifier: Classifier, flat: AnyImages) -> NDArray[np.floating]:
    """Probability of each class, (n, n_classes), for flat images (n, n_features)."""
    return np.concatenate([classifier.predict_proba(batch) for batch in in_batches(flat, AT_ONCE)])

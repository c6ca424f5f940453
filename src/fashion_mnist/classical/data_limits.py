"""What a small set of images cannot give, asked for no longer."""

import logging

import numpy as np

from fashion_mnist.classical.types import Estimator
from fashion_mnist.images.arrays import Floats, Labels

log = logging.getLogger(__name__)

LOOKED_AT = 5000  # images, to see which features vary


def limit_to_data(model: Estimator, features: Floats, labels: Labels) -> Estimator:
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

"""Out-of-distribution scores: how little a picture resembles a network's training images."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import AnyImages, Floats, Labels

COMPONENTS = 50


class OODDetector(NamedTuple):
    """The distributions behind an out-of-distribution score, and its threshold."""

    components: Any  # the PCA that reduces the features
    means: NDArray[np.floating]  # of the classes, (n_classes, n_components)
    within: Any  # the EmpiricalCovariance within a class
    outside: Any  # the EmpiricalCovariance of outliers, with their mean
    largest: float  # the largest score that is accepted


def fit_ood_detector(
    extract: Callable[[AnyImages], Floats],
    known: AnyImages,
    labels: Labels,
    unlike: Sequence[AnyImages],
    held_out: Sequence[AnyImages],
    share: float,
) -> OODDetector:
    """Fit relative Mahalanobis distances and the largest distance that is in-distribution.

    Args:
        extract: returns features (n, n_features) of images (n, h, w, channels).
        known: training images of the model.
        labels: the classes (n,) of `known`.
        unlike: images of no class, in one or more arrays.
        held_out: held-out images of a class, with an array for each crop.
        share: the fraction of `held_out` that the detector accepts, in (0, 1).
    """
    from sklearn.covariance import EmpiricalCovariance
    from sklearn.decomposition import PCA

    features = extract(known)
    n_components = min(COMPONENTS, *features.shape)
    components = PCA(n_components, svd_solver="covariance_eigh").fit(features)  # deterministic
    reduced = components.transform(features)
    _, codes = np.unique(labels, return_inverse=True)
    means = np.stack([reduced[codes == code].mean(axis=0) for code in range(codes.max() + 1)])
    within = EmpiricalCovariance(assume_centered=True).fit(reduced - means[codes])
    outliers = np.concatenate([components.transform(extract(part)) for part in unlike])
    outside = EmpiricalCovariance().fit(outliers)
    unlimited = OODDetector(components, means, within, outside, np.inf)
    distances = ood_score(unlimited, list(map(extract, held_out)))
    return unlimited._replace(largest=float(np.quantile(distances, share)))


def ood_score(detector: OODDetector, crops: Sequence[Floats]) -> NDArray[np.floating]:
    """Average the relative Mahalanobis distances (n,) of several crops of each image.

    The method is that of Ren et al. (2021, https://arxiv.org/abs/2106.09022), but the background
    distribution is fitted to outliers. Each crop is given by its features (n, n_features).
    """
    components, means, within, outside, _ = detector
    scores = []
    for features in crops:
        reduced = components.transform(features)
        nearest = np.min([within.mahalanobis(reduced - mean) for mean in means], axis=0)
        scores.append(nearest - outside.mahalanobis(reduced))
    return np.asarray(np.mean(scores, axis=0))


def is_in_distribution(detector: OODDetector, crops: Sequence[Floats]) -> NDArray[np.bool_]:
    """Return (n,) whether the score of each image, over its crops, is within the threshold."""
    return ood_score(detector, crops) <= detector.largest

"""Out-of-distribution scores: whether a picture looks like what a network was trained on."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import (
    AnyImages,
    Floats,
    Images,
    Labels,
    ScaledImages,
    flatten,
    to_channels,
)
from fashion_mnist.pictures.types import OODDetector

COMPONENTS = 50
FINEST = 28  # pixels along an edge


def fit_ood_detector(
    extract: Callable[[AnyImages], Floats],
    known: AnyImages,
    labels: Labels,
    unlike: Sequence[AnyImages],
    held_out: Sequence[AnyImages],
    share: float,
) -> OODDetector:
    """Fit relative Mahalanobis distances, and the largest one of images like the training images.

    Args:
        extract: gives features (n, n_features) of images (n, h, w, channels).
        known: images that a model learned from.
        labels: their classes (n,).
        unlike: images of no class, in one or more arrays.
        held_out: other images of a class, an array for each crop; the detector accepts `share` of
            them.
        share: in (0, 1).
    """
    from sklearn.covariance import EmpiricalCovariance
    from sklearn.decomposition import PCA

    features = extract(known)
    exact = PCA(min(COMPONENTS, *features.shape), svd_solver="covariance_eigh")  # not at random
    components = exact.fit(features)
    reduced = components.transform(features)
    _, place = np.unique(labels, return_inverse=True)
    means = np.stack([reduced[place == index].mean(axis=0) for index in range(place.max() + 1)])
    within = EmpiricalCovariance(assume_centered=True).fit(reduced - means[place])
    outside = EmpiricalCovariance().fit(
        np.concatenate([components.transform(extract(part)) for part in unlike])
    )
    unlimited = OODDetector(components, means, within, outside, np.inf)
    distances = ood_score(unlimited, list(map(extract, held_out)))
    return unlimited._replace(largest=float(np.quantile(distances, share)))


def ood_score(detector: OODDetector, crops: Sequence[Floats]) -> NDArray[np.floating]:
    """Average the relative Mahalanobis distances (n,) of several crops of each image.

    After Ren et al. (2021), with outliers as the background: https://arxiv.org/abs/2106.09022.

    Args:
        detector: the fitted distributions.
        crops: features (n, n_features) of each crop.
    """
    return np.asarray(np.mean([_measure(detector, features) for features in crops], axis=0))


def _measure(detector: OODDetector, features: Floats) -> NDArray[np.floating]:
    components, means, within, outside, _ = detector
    reduced = components.transform(features)
    nearest = np.min([within.mahalanobis(reduced - mean) for mean in means], axis=0)
    return np.asarray(nearest - outside.mahalanobis(reduced))


def is_in_distribution(detector: OODDetector, crops: Sequence[Floats]) -> NDArray[np.bool_]:
    """Tell (n,) whether images, by several crops each, score within the detector's limit."""
    return ood_score(detector, crops) <= detector.largest


def coarsen(images: AnyImages) -> Floats:
    """Leave out pixels of images (n, h, w, channels) until their edges are no finer than needed."""
    step = math.ceil(max(images.shape[1:3]) / FINEST)
    return images[:, ::step, ::step]


def take_pixels(images: AnyImages) -> Floats:
    """The pixels (n, n_features) by which images (n, h, w, channels) are compared."""
    return flatten(coarsen(images))


def fit_backgrounds(backgrounds: Images, images: Floats, levels: Floats) -> Floats:
    """Make of square backgrounds (n, size, size, 3) what is like images (n, h, w, channels)."""
    _, height, width, channels = images.shape
    return to_channels(ScaledImages(backgrounds, levels)[:, :height, :width], channels)

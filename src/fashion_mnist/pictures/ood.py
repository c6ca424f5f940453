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
from fashion_mnist.pictures.types import Familiarity

COMPONENTS = 50
FINEST = 28  # pixels along an edge


def learn_familiarity(
    extract: Callable[[AnyImages], Floats],
    known: AnyImages,
    labels: Labels,
    unlike: Sequence[AnyImages],
    held_out: Sequence[AnyImages],
    share: float,
) -> Familiarity:
    """Learn what is familiar.

    Args:
        extract: gives features (n, n_features) of images (n, h, w, channels).
        known: images that a model learned from.
        labels: their classes (n,).
        unlike: images of no class, in one or more arrays.
        held_out: looks at other images of a class; `share` of these is to be found familiar.
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
    unlimited = Familiarity(components, means, within, outside, np.inf)
    distances = measure_distance(unlimited, list(map(extract, held_out)))
    return unlimited._replace(largest=float(np.quantile(distances, share)))


def measure_distance(familiarity: Familiarity, looks: Sequence[Floats]) -> NDArray[np.floating]:
    """The mean difference (n,) of several looks at each image, features (n, n_features) each."""
    return np.asarray(np.mean([_measure(familiarity, features) for features in looks], axis=0))


def _measure(familiarity: Familiarity, features: Floats) -> NDArray[np.floating]:
    components, means, within, outside, _ = familiarity
    reduced = components.transform(features)
    nearest = np.min([within.mahalanobis(reduced - mean) for mean in means], axis=0)
    return np.asarray(nearest - outside.mahalanobis(reduced))


def is_familiar(familiarity: Familiarity, looks: Sequence[Floats]) -> NDArray[np.bool_]:
    """Whether images, by several looks at each, are no farther than they may be: (n,)."""
    return measure_distance(familiarity, looks) <= familiarity.largest


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

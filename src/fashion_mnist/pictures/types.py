"""Types that name what this package takes and makes without importing scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sklearn.covariance import EmpiricalCovariance
    from sklearn.decomposition import PCA


Shape = Sequence[int]  # height, width and channels


class Taken(NamedTuple):
    """What images a model takes.

    Their `shape`; the `training_shape`, which is another one where a network takes colours and
    learned from grey images put into colour; and whether the training images are items that were
    `cut_out`, grey on black, or else whole pictures.
    """

    shape: Shape
    training_shape: Shape
    cut_out: bool


class Familiarity(NamedTuple):
    """A scale of distances to what a model learned from, and the largest that is familiar.

    The principal components between which they are measured, the `means` of the classes there
    (n_classes, n_components), how what is of a class is spread about its mean, and where what is of
    no class lies.
    """

    components: PCA
    means: NDArray[np.floating]
    within: EmpiricalCovariance
    outside: EmpiricalCovariance
    largest: float

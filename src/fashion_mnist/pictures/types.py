"""Types that name what this package makes without importing scikit-learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sklearn.decomposition import PCA
    from sklearn.neighbors import NearestNeighbors


class Familiarity(NamedTuple):
    """A scale of distances to the training images, and the largest that is familiar."""

    components: PCA
    neighbours: NearestNeighbors
    largest: float

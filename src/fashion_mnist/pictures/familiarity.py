"""How unlike the training images an image is.

The distance to the k-th nearest training image, a score for what is out of distribution (Sun et
al., 2022, arXiv:2204.06507), here between principal components instead of a network's features, so
that it is the same for every model. How much of an image the components leave out counts as one
more: noise is near to everything else in them.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from fashion_mnist.images.arrays import Floats, flatten
from fashion_mnist.pictures.types import Familiarity

COMPONENTS, NEIGHBOURS = 50, 5


def learn_familiarity(train: Floats, validation: Floats, share: float) -> Familiarity:
    """Learn what images (n, n_features) look like.

    Args:
        train: the images that others are compared with.
        validation: images of the same kind; `share` of them are to be found familiar.
        share: in (0, 1).
    """
    exact = PCA(COMPONENTS, svd_solver="covariance_eigh")  # which draws nothing at random
    components = exact.fit(train)
    neighbours = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(_reduce(components, train))
    unlimited = Familiarity(components, neighbours, np.inf)
    distances = measure_distance(unlimited, validation)
    return unlimited._replace(largest=float(np.quantile(distances, share)))


def measure_distance(familiarity: Familiarity, images: Floats) -> NDArray[np.floating]:
    """The distance (n,) of images (n, n_features) to their k-th nearest training image."""
    distances, _ = familiarity.neighbours.kneighbors(_reduce(familiarity.components, images))
    return np.asarray(distances[:, -1])


def _reduce(components: PCA, images: Floats) -> Floats:
    """The components of images (n, n_features), and the length of what these leave out."""
    reduced = components.transform(images)
    squares = ((images - components.mean_) ** 2).sum(axis=1) - (reduced**2).sum(axis=1)
    return np.column_stack([reduced, np.sqrt(np.maximum(squares, 0))])


def is_familiar(familiarity: Familiarity, images: Floats) -> NDArray[np.bool_]:
    """Whether images (n, n_features) look like those that the models were trained on: (n,)."""
    return measure_distance(familiarity, images) <= familiarity.largest


def is_any_familiar(familiarity: Familiarity, views: Iterable[Floats]) -> NDArray[np.bool_]:
    """Whether any of several views (n, height, width) of each image is familiar: (n,)."""
    return np.asarray(np.any([is_familiar(familiarity, flatten(view)) for view in views], axis=0))

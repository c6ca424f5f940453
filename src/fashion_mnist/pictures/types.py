"""Types that name what this package takes and makes without importing scikit-learn."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.boxes import Box

Shape = Sequence[int]  # height, width and channels

View = Literal["grey", "colour"]


class Taken(NamedTuple):
    """What images a model takes.

    Their `shape`; the `training_shape`, which is another one where a network takes colours and
    learned from grey images put into colour; and whether the training images are items that were
    `cut_out`, grey on black, or else whole pictures.
    """

    shape: Shape
    training_shape: Shape
    cut_out: bool


class Conversion(NamedTuple):
    """What became of a picture.

    `pixels`, (height, width) or (height, width, 3), are what the model sees, `looks` these and what
    else it looks at, (n, height, width) or (n, height, width, 3). `steps` are the picture after
    each step, by what the step does. What is at `source` in the picture, which may reach over its
    edges, lies at `target` in the pixels.
    """

    pixels: Images
    looks: Images
    steps: dict[str, Images]
    source: Box
    target: Box


class Attempt(NamedTuple):
    """A picture (h, w, 4) and its `views`, or the `reason` why there are none.

    The picture is None if it could not even be read.
    """

    picture: Images | None
    views: dict[View, Conversion]
    reason: str | None


class Familiarity(NamedTuple):
    """How unlike what a model learned from an image is, and how much of that is familiar.

    The principal components between which distances are measured, the `means` of the classes there
    (n_classes, n_components), the covariance `within` a class, and the normal distribution of the
    outliers `outside`.
    """

    components: Any  # a PCA
    means: NDArray[np.floating]
    within: Any  # an EmpiricalCovariance
    outside: Any  # an EmpiricalCovariance
    largest: float

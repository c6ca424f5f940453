"""Types of pictures and of answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.images.arrays import Floats, Images
from fashion_mnist.pictures.foreground import Box

Shape = Sequence[int]  # height, width and channels

View = Literal["grey", "colour"]


class InputSpec(NamedTuple):
    """The images that a model takes as input.

    `shape` is theirs. `training_shape` differs from it where a network of colours learned from grey
    images. `cut_out` says whether the training images are items cut out, grey on black, or whole
    pictures.
    """

    shape: Shape
    training_shape: Shape
    cut_out: bool


class Conversion(NamedTuple):
    """A picture converted to a model's input.

    `pixels`, (height, width) or (height, width, 3), are shown as its input; the model averages its
    predictions over `crops`, (n, height, width) or (n, height, width, 3), of which `pixels` is one.
    `steps` maps a caption to the picture after that step. The box `source` of the picture, which
    may reach over its edges, lies at `target` in the pixels.
    """

    pixels: Images
    crops: Images
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


class OODDetector(NamedTuple):
    """The distributions behind an out-of-distribution score, and its `largest` accepted value.

    A PCA reduces features to `components`; `means` are those of the classes there (n_classes,
    n_components), `within` is the covariance within a class, `outside` the normal distribution of
    outliers.
    """

    components: Any  # a PCA
    means: NDArray[np.floating]
    within: Any  # an EmpiricalCovariance
    outside: Any  # an EmpiricalCovariance
    largest: float


class Explained(NamedTuple):
    """How a picture was answered.

    The `answer` is its row of the table that a classifier gives. `picture` is what was read,
    upright and at most 512 pixels long: red, green, blue and opacity (h, w, 4). Its `conversion`
    has the `pixels` that the model saw, and the `steps` up to them: pictures by captions. `heat`
    says by Grad-CAM how much each of these pixels speaks for the answer, (height, width) in [0, 1];
    `heat_on_picture` is the same where it lies in the picture, (h, w). Both are all 0 for models
    without feature maps. Where the answer is a `reason`, what could not be made is None.
    """

    answer: pd.Series[Any]
    picture: Images | None = None
    conversion: Conversion | None = None
    heat: Floats | None = None
    heat_on_picture: Floats | None = None


def spread(values: Floats, conversion: Conversion, shape: Shape) -> Floats:
    """Lay values (height, width) of the pixels where they lie in the picture of that shape.

    Returns:
        (h, w), 0 outside of what the model saw.
    """
    height, width = shape[:2]
    top, left, *edges = conversion.source
    part = Image.fromarray(values[conversion.target.slices])
    enlarged = np.asarray(part.resize((edges[1], edges[0]), Image.Resampling.BILINEAR))
    canvas = np.zeros((height, width), np.float32)
    rows, columns = (
        slice(max(0, start), min(limit, start + length))
        for start, length, limit in ((top, edges[0], height), (left, edges[1], width))
    )
    canvas[rows, columns] = enlarged[
        rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
    ]
    return canvas

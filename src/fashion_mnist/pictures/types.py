"""Types of pictures, their conversions and their explanations."""

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

    Attributes:
        shape: the shape of the input.
        training_shape: the shape of the training images. It differs from `shape` if a colour
            network was trained on grey images.
        cut_out: whether the training images are items cut out, grey on black, and not whole
            pictures.
    """

    shape: Shape
    training_shape: Shape
    cut_out: bool


class Conversion(NamedTuple):
    """A picture converted to a model's input.

    Attributes:
        pixels: the crop that is shown as the input, (height, width) or (height, width, 3).
        crops: the crops over which the model averages its predictions, (n, height, width) or
            (n, height, width, 3). `pixels` is one of them.
        steps: the picture after each step, by the caption of the step.
        source: the box of the picture that was converted; it may reach beyond the picture.
        target: the box in `pixels` where `source` lies.
    """

    pixels: Images
    crops: Images
    steps: dict[str, Images]
    source: Box
    target: Box


class Attempt(NamedTuple):
    """The result of reading and converting a picture.

    Attributes:
        picture: (h, w, 4), or None if it could not be read.
        views: its conversions; empty if it could not be converted.
        reason: why there are no views, or None.
    """

    picture: Images | None
    views: dict[View, Conversion]
    reason: str | None


class OODDetector(NamedTuple):
    """The distributions behind an out-of-distribution score, and its threshold.

    Attributes:
        components: the PCA that reduces the features.
        means: the means of the classes, (n_classes, n_components).
        within: the EmpiricalCovariance within a class.
        outside: the EmpiricalCovariance of outliers, with their mean.
        largest: the largest score that is accepted.
    """

    components: Any
    means: NDArray[np.floating]
    within: Any
    outside: Any
    largest: float


class Explained(NamedTuple):
    """The prediction for a picture, and its explanation.

    If the picture could not be used, attributes that could not be computed are None.

    Attributes:
        answer: the picture's row in the table of predictions.
        picture: the decoded picture, upright and at most 512 pixels long: red, green, blue and
            opacity, (h, w, 4).
        conversion: the conversion of the picture to the model's input.
        heat: the Grad-CAM heat map of the conversion's `pixels`, (height, width) in [0, 1]: how
            much each pixel supports the prediction. It is 0 for models without feature maps.
        heat_on_picture: the heat map on the pixels of `picture`, (h, w).
    """

    answer: pd.Series[Any]
    picture: Images | None = None
    conversion: Conversion | None = None
    heat: Floats | None = None
    heat_on_picture: Floats | None = None


def spread(values: Floats, conversion: Conversion, shape: Shape) -> Floats:
    """Map values (height, width) of a conversion's pixels back to the picture of a shape.

    Returns:
        (h, w), with 0 outside the part that the model took.
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

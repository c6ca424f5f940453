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
    """The images that a model takes as input."""

    shape: Shape
    training_shape: Shape  # differs if a colour network was trained on grey images
    cut_out: bool  # whether the training images are items cut out, grey on black


class Conversion(NamedTuple):
    """A picture converted to a model's input."""

    pixels: Images  # the crop that is shown as the input, (height, width) or (height, width, 3)
    crops: Images  # (n, ...), with `pixels`; the model averages its predictions over them
    steps: dict[str, Images]  # the picture after each step, by the caption of the step
    source: Box  # the part of the picture that was converted; it may reach beyond the picture
    target: Box  # where `source` lies in `pixels`


class Attempt(NamedTuple):
    """The result of reading and converting a picture."""

    picture: Images | None  # (h, w, 4), or None if it could not be read
    views: dict[View, Conversion]  # empty if it could not be converted
    reason: str | None  # why there are no views


class OODDetector(NamedTuple):
    """The distributions behind an out-of-distribution score, and its threshold."""

    components: Any  # the PCA that reduces the features
    means: NDArray[np.floating]  # of the classes, (n_classes, n_components)
    within: Any  # the EmpiricalCovariance within a class
    outside: Any  # the EmpiricalCovariance of outliers, with their mean
    largest: float  # the largest score that is accepted


class Explained(NamedTuple):
    """The prediction for a picture, and its explanation, as far as the picture could be used."""

    answer: pd.Series[Any]  # the picture's row in the table of predictions
    # The decoded picture, upright and at most 512 pixels long: red, green, blue and opacity,
    # (h, w, 4).
    picture: Images | None = None
    conversion: Conversion | None = None  # to the model's input
    # The Grad-CAM heat map of the conversion's `pixels`, (height, width) in [0, 1]: how much each
    # pixel supports the prediction. It is 0 for models without feature maps.
    heat: Floats | None = None
    heat_on_picture: Floats | None = None  # the heat map on the pixels of `picture`, (h, w)


def spread(values: Floats, conversion: Conversion, shape: Shape) -> Floats:
    """Map values (height, width) of a conversion's pixels back to the picture of a shape: (h, w).

    The result is 0 outside the part that the model took.
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

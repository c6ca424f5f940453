"""A picture with its answer, and what in it speaks for that."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from PIL import Image

from fashion_mnist.images.arrays import Floats, Images
from fashion_mnist.pictures.types import Conversion, Shape


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

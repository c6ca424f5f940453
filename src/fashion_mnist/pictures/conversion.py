"""From a picture to the pixels that a model takes, grey or in colour.

The recipe for grey is that of the data set (Xiao et al., 2017, arXiv:1708.07747, section 2): trim
the edges, scale the longest edge to 28 pixels by leaving out rows and columns, sharpen, centre on
28x28, negate, turn grey. It was made for studio pictures on white. Before it, the item is therefore
put on a plain white or black background, and the grain of the picture is smoothed away. A model of
colours takes the item as it is, with a little of its surroundings.
"""

from typing import Literal, NamedTuple

import numpy as np
from PIL import Image

from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.boxes import Box, bound, centre, cut, surround
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.pictures.foreground import Mask, find_item
from fashion_mnist.pictures.recipe_steps import (
    is_dark,
    negate,
    paint_background,
    sharpen,
    smooth,
    subsample,
    to_grey,
)

View = Literal["grey", "colour"]

WHITE, BLACK = 255, 0


class Conversion(NamedTuple):
    """What became of a picture.

    `pixels`, (size, size) or (size, size, 3), are what the model sees, `steps` the picture after
    each step, by what the step does. What is at `source` in the picture, which may reach over its
    edges, lies at `target` in the pixels.
    """

    pixels: Images
    steps: dict[str, Images]
    source: Box
    target: Box


def convert(picture: Images, size: int) -> dict[View, Conversion]:
    """Convert a picture (h, w, 4) of red, green, blue and opacity to squares of `size` pixels.

    Raises:
        UnreadablePictureError: nothing stands out in the picture.
    """
    item = find_item(picture)
    if not item.any():
        raise UnreadablePictureError("nothing stands out from the background")
    return {"grey": turn_grey(picture, item, size), "colour": frame(picture, item, size)}


def turn_grey(picture: Images, item: Mask, size: int) -> Conversion:
    """Follow the recipe of the data set."""
    background = WHITE if is_dark(picture, item) else BLACK
    isolated = paint_background(picture, item, background)
    source = bound(item)
    trimmed = isolated[source.slices]
    scaled = subsample(smooth(trimmed, size), size)
    sharpened = sharpen(scaled)
    centred, target = centre(sharpened, background, size)
    grey = to_grey(negate(centred) if background == WHITE else centred)
    steps = {
        "the item found": isolated,
        "trimmed": trimmed,
        f"{size} pixels long": scaled,
        "sharpened": sharpened,
        "centred": centred,
        "negated, in grey" if background == WHITE else "in grey": grey,
    }
    return Conversion(grey, steps, source, target)


def frame(picture: Images, item: Mask, size: int) -> Conversion:
    """Cut out the square around the item; where it reaches over the picture, its edges go on."""
    box = surround(bound(item))
    everywhere = np.ones_like(item)
    square = Image.fromarray(cut(paint_background(picture, everywhere, WHITE), box))
    pixels = np.asarray(square.resize((size, size), Image.Resampling.BOX))
    steps = {
        "the item found": paint_background(picture, item, WHITE),
        "with its surroundings": pixels,
    }
    return Conversion(pixels, steps, box, Box(0, 0, size, size))

"""From a picture to the pixels that a model takes, grey or in colour.

The recipe for grey is that of the data set (Xiao et al., 2017, arXiv:1708.07747, section 2): trim
the edges, scale the longest edge to 28 pixels by leaving out rows and columns, sharpen, centre on
28x28, negate, turn grey. It was made for studio pictures on white. Before it, the item is therefore
put on a plain white or black background, and the grain of the picture is smoothed away. A model of
colours takes the item as it is, with a little of its surroundings.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from skimage.color import rgb2gray

from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.pictures.foreground import Mask, find_item

SMOOTHING = 0.4  # standard deviation, in pixels of the 28
WHITE, BLACK = 255, 0
FRAME = 1.2  # the edge of the square around an item, by the item's longest


View = Literal["grey", "colour"]


class Box(NamedTuple):
    """A rectangle of pixels."""

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Its rows and columns."""
        return (
            slice(self.top, self.top + self.height),
            slice(self.left, self.left + self.width),
        )


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


def is_dark(picture: Images, item: Mask) -> bool:
    """Whether an item is darker than mid-grey, or than the background that it lies on."""
    lightness = rgb2gray(picture[..., :3])
    background = ~item & (picture[..., 3] == 255)
    level = max(0.5, lightness[background].mean()) if background.any() else 0.5
    return bool(lightness[item].mean() < level)


def paint_background(picture: Images, item: Mask, value: int) -> Images:
    """The colours (h, w, 3) of a picture (h, w, 4), with `value` where the item is not."""
    opacity = picture[..., 3:] / 255 * item[..., np.newaxis]
    return _to_bytes(picture[..., :3] * opacity + value * (1 - opacity))


def bound(item: Mask) -> Box:
    """The smallest box around the item: what is left when all edges of background are trimmed."""
    rows, columns = np.flatnonzero(item.any(axis=1)), np.flatnonzero(item.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return Box(top, left, int(rows[-1]) - top + 1, int(columns[-1]) - left + 1)


def surround(box: Box) -> Box:
    """The square around the middle of a box, `FRAME` times as long as its longest edge."""
    edge = round(FRAME * max(box.height, box.width))
    return Box(box.top - (edge - box.height) // 2, box.left - (edge - box.width) // 2, edge, edge)


def cut(picture: Images, box: Box) -> Images:
    """The part of a picture (h, w, 3) within a box; outside of the picture its edges go on."""
    rows, columns = (
        np.clip(np.arange(start, start + length), 0, limit - 1)
        for start, length, limit in zip(box[:2], box[2:], picture.shape[:2], strict=True)
    )
    return picture[rows][:, columns]


def smooth(picture: Images, size: int) -> Images:
    """Smooth away what is too fine for the longest edge to have `size` pixels."""
    sigma = SMOOTHING * max(picture.shape[:2]) / size
    return _to_bytes(ndimage.gaussian_filter(picture.astype(float), sigma, axes=(0, 1)))


def subsample(picture: Images, size: int) -> Images:
    """Leave out rows and columns so that the longest edge has `size` pixels.

    A smaller picture has rows and columns repeated.
    """
    longest = max(picture.shape[:2])
    rows, columns = (
        _spread(length, max(1, round(length * size / longest))) for length in picture.shape[:2]
    )
    return picture[rows][:, columns]


def _spread(length: int, n: int) -> NDArray[np.intp]:
    """The middles of `n` equal parts of a length."""
    return ((np.arange(n) + 0.5) * length / n).astype(np.intp)


def sharpen(picture: Images) -> Images:
    """Sharpen as ImageMagick's `-sharpen 1x1` does.

    The kernel is a negative Gaussian of radius 1 and standard deviation 1, whose centre is minus
    twice its sum, scaled to a sum of 1.
    """
    rows, columns = np.mgrid[-1:2, -1:2]
    kernel = -np.exp(-(rows**2 + columns**2) / 2)
    kernel[1, 1] = -2 * kernel.sum()
    kernel /= kernel.sum()
    return _to_bytes(
        ndimage.convolve(picture.astype(float), kernel[..., np.newaxis], mode="nearest")
    )


def centre(picture: Images, background: int, size: int) -> tuple[Images, Box]:
    """Put a picture (h, w, 3) in the middle of a square of `size`; also where it then lies."""
    height, width = picture.shape[:2]
    box = Box((size - height) // 2, (size - width) // 2, height, width)
    canvas = np.full((size, size, 3), background, np.uint8)
    canvas[box.slices] = picture
    return canvas, box


def negate(picture: Images) -> Images:
    """Turn light into dark."""
    return 255 - picture


def to_grey(picture: Images) -> Images:
    """The luminance (h, w) of colours (h, w, 3)."""
    return _to_bytes(rgb2gray(picture) * 255)


def _to_bytes(picture: NDArray[np.floating]) -> Images:
    rounded: Images = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    return rounded

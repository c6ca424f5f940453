"""Conversion of pictures to a model's input, in grey or in colour.

The conversion to grey follows the recipe of the dataset (Xiao et al., 2017, arXiv:1708.07747,
section 2): trim the edges, scale the longest edge to 28 pixels by dropping rows and columns,
sharpen, centre on 28x28, negate, convert to grey. Here the model's input sets the size. The recipe
was made for studio pictures on white, so the item is first put on a plain white or black
background, and the grain of the picture is smoothed away.

A colour model that was trained on such grey images gets the item in colour, with a little of its
surroundings. A model that was trained on whole pictures gets whole pictures.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.images.arrays import Floats, Images, Shape
from fashion_mnist.pictures import foreground
from fashion_mnist.pictures.foreground import Box, Mask, Size, bounding_box, find_item
from fashion_mnist.pictures.photographs import FRAMES, cut_views
from fashion_mnist.pictures.reading import UnreadablePictureError

T = TypeVar("T")

WHITE, BLACK = 255, 0
SMOOTHING = 0.4  # standard deviation, in pixels of the result


class InputSpec(NamedTuple):
    """The images that a model takes as input."""

    shape: Shape
    cut_out: bool  # whether the training images are items cut out, grey on black

    @classmethod
    def of(cls, classifier: Mapping[str, Any]) -> InputSpec:
        """Read the input spec of a classifier's description; older cards say more."""
        spec = classifier["input_spec"]
        return cls(spec["shape"], spec["cut_out"])


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
    conversion: Conversion | None  # None if it could not be converted
    reason: str | None  # why there is no conversion
    crops: Images  # the conversion's crops, or zeros: (n, height, width) or (n, height, width, 3)


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


def view_of(shape: Shape) -> Literal["grey", "colour"]:
    """Return the view of a picture that a model with this input shape takes."""
    return "grey" if shape[-1] == 1 else "colour"


def try_to_convert(read: Callable[[], Images], spec: InputSpec) -> Attempt:
    """Read and convert a picture, or record why that failed."""
    picture = None
    try:
        picture = read()
        conversion = convert(picture, spec)
        return Attempt(picture, conversion, None, conversion.crops)
    except UnreadablePictureError as error:
        is_grey = view_of(spec.shape) == "grey"
        n_crops = 1 + len(FRAMES) if spec.cut_out and not is_grey else 1
        empty = np.zeros((n_crops, *(spec.shape[:2] if is_grey else spec.shape)), np.uint8)
        return Attempt(picture, None, str(error), empty)


def read_crops(read: Callable[[], Images], spec: InputSpec) -> tuple[str | None, Images]:
    """Read and convert a picture; return why that failed, if it did, and its crops."""
    attempt = try_to_convert(read, spec)
    return attempt.reason, attempt.crops


def in_threads(function: Callable[..., T], *arguments: Iterable[Any]) -> list[T]:
    """Map a function over the arguments in threads."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [*pool.map(function, *arguments)]


def convert_each(pictures: Floats, spec: InputSpec) -> tuple[NDArray[np.bool_], Images]:
    """Convert pictures (n, h, w, 3) in [0, 1] in parallel.

    Return a mask (n,) of the pictures that can be used, and their crops.
    """
    from joblib import Parallel, delayed

    work = (delayed(_convert_opaque)(picture, spec) for picture in pictures)
    used, crops = map(np.array, zip(*Parallel(n_jobs=-1, batch_size=64)(work), strict=True))
    return used, crops[used]


def _convert_opaque(picture: Floats, spec: InputSpec) -> tuple[bool, Images]:
    opaque = np.rint(255 * np.dstack([picture, np.ones_like(picture[..., 0])])).astype(np.uint8)
    reason, crops = read_crops(lambda: opaque, spec)
    return reason is None, crops


def convert(picture: Images, spec: InputSpec) -> Conversion:
    """Convert a picture (h, w, 4) of red, green, blue and opacity to a model's input.

    Raises:
        UnreadablePictureError: the item must be cut out, but nothing stands out in the picture.
    """
    if not spec.cut_out:
        return crop(picture, spec.shape)
    item = find_item(picture)
    if not item.any():
        raise UnreadablePictureError("nothing stands out from the background")
    height, width, _ = spec.shape
    if view_of(spec.shape) == "grey":
        return turn_grey(picture, item, (height, width))
    return frame(picture, item, height)


def turn_grey(picture: Images, item: Mask, size: Size) -> Conversion:
    """Convert the item of a picture by the recipe of the dataset."""
    from skimage.color import rgb2gray

    lightness, behind = rgb2gray(picture[..., :3]), ~item & (picture[..., 3] == 255)
    level = max(0.5, lightness[behind].mean()) if behind.any() else 0.5
    is_dark = lightness[item].mean() < level  # than mid-grey, or than its background
    background = WHITE if is_dark else BLACK
    isolated = paint_background(picture, background, item)
    source = bounding_box(item)
    trimmed = isolated[source.slices]
    scaled = subsample(smooth(trimmed, size), size)
    sharpened = sharpen(scaled)
    centred, target = foreground.centre_on_canvas(sharpened, background, size)
    grey = to_grey(255 - centred if is_dark else centred)
    steps = {
        "the item found": isolated,
        "trimmed": trimmed,
        f"{max(scaled.shape[:2])} pixels long": scaled,
        "sharpened": sharpened,
        "centred": centred,
        "negated, in grey" if is_dark else "in grey": grey,
    }
    return Conversion(grey, grey[np.newaxis], steps, source, target)


def frame(picture: Images, item: Mask, size: int) -> Conversion:
    """Crop a picture to the square around its item, repeating edge pixels beyond the picture."""
    box = bounding_box(item)
    crops = cut_views(paint_background(picture, WHITE), box, size)
    isolated = paint_background(picture, WHITE, item)
    steps = {"the item found": isolated, "with its surroundings": crops[0]}
    source = foreground.square_around(box, FRAMES[0])
    return Conversion(crops[0], crops, steps, source, Box(0, 0, size, size))


def crop(picture: Images, shape: Shape) -> Conversion:
    """Crop a picture around its middle to the proportions of a shape, and scale it.

    Transparent parts become black, as they do in images from class folders.
    """
    height, width = shape[:2]
    source = foreground.centre_crop(picture.shape[0], picture.shape[1], (height, width))
    cropped = paint_background(picture, BLACK)[source.slices]
    scaled = np.asarray(Image.fromarray(cropped).resize((width, height)))
    pixels = to_grey(scaled) if view_of(shape) == "grey" else scaled
    steps = {"cropped": cropped, f"{height} x {width} pixels": pixels}
    return Conversion(pixels, pixels[np.newaxis], steps, source, Box(0, 0, height, width))


def paint_background(picture: Images, value: int, item: Mask | bool = True) -> Images:
    """Return the colours (h, w, 3) of a picture (h, w, 4), `value` where the item is not."""
    colours = Image.fromarray(picture).convert("RGB")
    background = Image.new("RGB", colours.size, (value, value, value))
    return np.asarray(Image.composite(colours, background, Image.fromarray(picture[..., 3] * item)))


def smooth(picture: Images, size: Size) -> Images:
    """Blur detail that is too fine for a picture that fits in `size`."""
    from scipy import ndimage

    edge, fitted = foreground.limiting_edges(picture.shape, size)
    sigma = SMOOTHING * edge / fitted
    return _to_bytes(ndimage.gaussian_filter(picture.astype(float), sigma, axes=(0, 1)))


def subsample(picture: Images, size: Size) -> Images:
    """Drop rows and columns, or repeat them, until a picture just fits in `size`."""
    edge, fitted = foreground.limiting_edges(picture.shape, size)
    for axis, length in enumerate(picture.shape[:2]):
        n = max(1, round(length * fitted / edge))
        middles = (np.arange(n) + 0.5) * length / n  # of n equal parts
        picture = picture.take(middles.astype(np.intp), axis)
    return picture


def sharpen(picture: Images) -> Images:
    """Sharpen as ImageMagick's `-sharpen 1x1` does.

    The kernel is a negative Gaussian of radius 1 and standard deviation 1. Its centre is replaced
    by minus twice its sum, and then it is scaled to a sum of 1.
    """
    from scipy import ndimage

    rows, columns = np.mgrid[-1:2, -1:2]
    kernel = -np.exp(-(rows**2 + columns**2) / 2)
    kernel[1, 1] = -2 * kernel.sum()
    kernel = kernel[..., np.newaxis] / kernel.sum()
    return _to_bytes(ndimage.convolve(picture.astype(float), kernel, mode="nearest"))


def to_grey(picture: Images) -> Images:
    """Return the luminance (h, w) of colours (h, w, 3)."""
    from skimage.color import rgb2gray

    return _to_bytes(rgb2gray(picture) * 255)


def _to_bytes(picture: NDArray[np.floating]) -> Images:
    return np.asarray(np.rint(picture).clip(0, 255), np.uint8)


def spread(values: Floats, conversion: Conversion, shape: Shape) -> Floats:
    """Map values (height, width) of a conversion's pixels back to the picture of a shape: (h, w).

    The result is 0 outside the part that the model took.
    """
    top, left, height, width = conversion.source
    part = Image.fromarray(values[conversion.target.slices])
    canvas = Image.new("F", (shape[1], shape[0]))
    canvas.paste(part.resize((width, height), Image.Resampling.BILINEAR), (left, top))
    return np.array(canvas)

"""The steps of the data set's recipe, from the pixels of a picture to those of a model."""

import numpy as np
from numpy.typing import NDArray
from skimage.color import rgb2gray

from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.boxes import Size, fit
from fashion_mnist.pictures.foreground import Mask

SMOOTHING = 0.4  # standard deviation, in pixels of the result


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


def smooth(picture: Images, size: Size) -> Images:
    """Smooth away what is too fine for a picture that fits in `size`."""
    from scipy import ndimage

    edge, fitted = fit(picture.shape, size)
    sigma = SMOOTHING * edge / fitted
    return _to_bytes(ndimage.gaussian_filter(picture.astype(float), sigma, axes=(0, 1)))


def subsample(picture: Images, size: Size) -> Images:
    """Leave out rows and columns so that a picture just fits in `size`.

    A smaller picture has rows and columns repeated.
    """
    edge, fitted = fit(picture.shape, size)
    rows, columns = (
        _spread(length, max(1, round(length * fitted / edge))) for length in picture.shape[:2]
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
    from scipy import ndimage

    rows, columns = np.mgrid[-1:2, -1:2]
    kernel = -np.exp(-(rows**2 + columns**2) / 2)
    kernel[1, 1] = -2 * kernel.sum()
    kernel /= kernel.sum()
    return _to_bytes(
        ndimage.convolve(picture.astype(float), kernel[..., np.newaxis], mode="nearest")
    )


def negate(picture: Images) -> Images:
    """Turn light into dark."""
    return 255 - picture


def to_grey(picture: Images) -> Images:
    """The luminance (h, w) of colours (h, w, 3)."""
    return _to_bytes(rgb2gray(picture) * 255)


def _to_bytes(picture: NDArray[np.floating]) -> Images:
    rounded: Images = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    return rounded

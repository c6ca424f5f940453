"""Where in a picture the item is.

The border of a picture shows what is background. A pixel belongs to the item if its colour is far
from those of the border; the item is the largest such region near the centre.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from scipy.spatial.distance import cdist
from skimage.color import rgb2lab
from skimage.filters import gaussian, threshold_otsu
from skimage.measure import label
from skimage.morphology import disk

from fashion_mnist.arrays import Images

Mask = NDArray[np.bool_]

WORKING_EDGE = 192  # pixels of the longest edge while the item is looked for
SMOOTHING = 2  # standard deviation, in these pixels
LIGHTNESS_WEIGHT = 0.7  # below 1, as shadows differ in lightness only
BORDER_DEPTH, BORDER_SAMPLES = 3, 200
SHARE_OF_ITEM = 0.05  # of the border, which the item may touch
NOTICEABLE = 2.3  # the least difference of colours in CIELAB that people see
GAP = 0.02  # of the longest edge, which may part one item
PLAUSIBLE = (0.01, 0.95)  # shares of a picture


def find_item(picture: Images) -> Mask:
    """The pixels of the item in a picture (h, w, 4), True in (h, w); none if nothing stands out.

    A picture with transparent parts shows its item in the others. If what is found is hardly
    anything or nearly everything, all of the picture is the item.
    """
    low, high = PLAUSIBLE
    is_opaque = picture[..., 3] >= 128
    if is_opaque.mean() < high:
        return is_opaque
    colours = _reduce(picture[..., :3])
    distance = measure_distance_from_border(colours)
    if distance.max() < NOTICEABLE:
        return np.zeros_like(is_opaque)
    found = choose_region(distance > threshold_otsu(distance))
    return _enlarge(found, is_opaque.shape) if low < found.mean() < high else is_opaque


def _reduce(colours: Images) -> NDArray[np.floating]:
    """Smoothed CIELAB colours of a picture at its working size."""
    image = Image.fromarray(colours)
    image.thumbnail((WORKING_EDGE, WORKING_EDGE))
    lab = gaussian(rgb2lab(np.asarray(image)), SMOOTHING, channel_axis=-1)
    return np.asarray(lab * [LIGHTNESS_WEIGHT, 1, 1])


def _enlarge(mask: Mask, shape: tuple[int, ...]) -> Mask:
    height, width = shape
    return np.asarray(Image.fromarray(mask).resize((width, height), Image.Resampling.NEAREST))


def measure_distance_from_border(colours: NDArray[np.floating]) -> NDArray[np.floating]:
    """How far each colour of (h, w, channels) is from those at the border: (h, w).

    The distance is that to the k-th nearest of a sample, of which k is the share that the item may
    have of it.
    """
    border = _sample_border(colours)
    flat = colours.reshape(-1, colours.shape[2])
    k = int(SHARE_OF_ITEM * len(border))
    distances = np.partition(cdist(flat, border), k, axis=1)[:, k]
    return distances.reshape(colours.shape[:2])


def _sample_border(colours: NDArray[np.floating]) -> NDArray[np.floating]:
    is_border = np.ones(colours.shape[:2], bool)
    is_border[BORDER_DEPTH:-BORDER_DEPTH, BORDER_DEPTH:-BORDER_DEPTH] = False
    border = colours[is_border]
    return border[np.linspace(0, len(border) - 1, BORDER_SAMPLES).astype(np.intp)]


def choose_region(mask: Mask) -> Mask:
    """The largest region of a mask, the more so the nearer it is to the centre; without holes.

    Regions that a small gap parts are one.
    """
    radius = max(1, round(GAP * max(mask.shape)))
    padded = np.pad(mask, radius)
    joined = ndimage.binary_closing(padded, disk(radius))[radius:-radius, radius:-radius]
    regions = label(joined | mask)
    weights = np.bincount(regions.ravel(), _weigh_centre(mask.shape).ravel())
    weights[0] = 0
    return np.asarray(ndimage.binary_fill_holes(mask & (regions == weights.argmax())))


def _weigh_centre(shape: tuple[int, ...]) -> NDArray[np.floating]:
    rows, columns = (np.linspace(-1, 1, length) for length in shape)
    return np.exp(-(rows[:, np.newaxis] ** 2 + columns**2))

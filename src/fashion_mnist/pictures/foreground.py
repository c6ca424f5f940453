"""Segmentation of the item in a picture, and boxes around it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.images.arrays import Images

Mask = NDArray[np.bool_]
Values = NDArray[np.floating]

WORKING_EDGE = 192  # pixels of the longest edge during segmentation
SMOOTHING = 2 / WORKING_EDGE  # standard deviation, relative to the longest edge
LIGHTNESS_WEIGHT = 0.7  # below 1, because shadows differ in lightness only
BORDER_DEPTH, BORDER_SAMPLES = 3, 200  # pixels
CORNER = 0.15  # the part of an edge that belongs to a corner
SHARE_OF_ITEM = 0.05  # of the corner pixels may belong to the item
NOTICEABLE = 2.3  # the just noticeable colour difference in CIELAB
DIFFERENT = 20  # a colour difference too large for uneven lighting of one background
GAP = 0.02  # of the longest edge: narrow gaps do not divide an item
HOLE = 0.03  # of the item: smaller holes are flaws of the mask, larger ones may be handles
PLAUSIBLE = (0.01, 0.95)  # the smallest and largest share of a picture that an item covers
Size = tuple[int, int]  # height and width in pixels


def find_item(picture: Images) -> Mask:
    """Segment the item in a picture (h, w, 4): (h, w), False everywhere if nothing stands out.

    In a picture with transparent parts, the opaque part is the item. If the region found covers
    an implausible share of the picture, the whole picture is the item.
    """
    from skimage.color import rgb2lab
    from skimage.filters import gaussian, threshold_otsu

    low, high = PLAUSIBLE
    is_opaque = picture[..., 3] >= 128
    if is_opaque.mean() < high:
        return is_opaque
    image = Image.fromarray(picture[..., :3])
    image.thumbnail((WORKING_EDGE, WORKING_EDGE))
    lab = gaussian(rgb2lab(np.asarray(image)), SMOOTHING * max(image.size), channel_axis=-1)
    distance = measure_distance_from_border(lab * [LIGHTNESS_WEIGHT, 1, 1])
    if distance.max() < NOTICEABLE:
        return np.zeros_like(is_opaque)
    # Take logarithms so that a bright sole does not hide the rest of a dark shoe.
    found = choose_region(np.log1p(distance) > threshold_otsu(np.log1p(distance)))
    if not low < found.mean() < high:
        return is_opaque
    size = is_opaque.shape[::-1]
    return np.asarray(Image.fromarray(found).resize(size, Image.Resampling.NEAREST))


def measure_distance_from_border(colours: Values) -> Values:
    """Measure the distance (h, w) of each colour (h, w, channels) from the background's colours.

    The background's colours are those in the corners, and those at the border that are similar to
    them. The item may touch the border anywhere else.
    """
    is_border, is_corner = np.ones((2, *colours.shape[:2]), bool)
    is_border[BORDER_DEPTH:-BORDER_DEPTH, BORDER_DEPTH:-BORDER_DEPTH] = False
    rows, columns = (max(1, round(CORNER * length)) for length in colours.shape[:2])
    is_corner[rows:-rows] = is_corner[:, columns:-columns] = False
    corners, border = _sample(colours[is_border & is_corner]), _sample(colours[is_border])
    is_similar = _measure_distance(border, corners) < DIFFERENT
    background = np.concatenate([corners, border[is_similar]])
    flat = colours.reshape(-1, colours.shape[2])
    return _measure_distance(flat, background).reshape(colours.shape[:2])


def _measure_distance(colours: Values, others: Values) -> Values:
    """Return the distance to the k-th nearest of `others`, of which k - 1 may be of the item."""
    from scipy.spatial import KDTree

    k = int(SHARE_OF_ITEM * len(others)) + 1
    distances, _ = KDTree(others, leafsize=32).query(colours, [k])
    return np.asarray(distances[:, 0])


def _sample(colours: Values) -> Values:
    return colours[np.linspace(0, len(colours) - 1, BORDER_SAMPLES).astype(np.intp)]


def choose_region(mask: Mask) -> Mask:
    """Return the largest region of a mask, with small holes filled.

    Pixels count more the nearer they are to the centre. Regions with a narrow gap between them
    count as one.
    """
    from scipy import ndimage
    from skimage.measure import label
    from skimage.morphology import disk

    radius = max(1, round(GAP * max(mask.shape)))
    padded = np.pad(mask, radius)
    joined = ndimage.binary_closing(padded, disk(radius))[radius:-radius, radius:-radius]
    regions = label(joined | mask)
    rows, columns = (np.linspace(-1, 1, length) for length in mask.shape)
    centrality = np.exp(-(rows[:, np.newaxis] ** 2 + columns**2))
    weights = np.bincount(regions.ravel(), centrality.ravel())
    weights[0] = 0
    region = mask & (regions == weights.argmax())
    # Not skimage's remove_small_holes: it changes the warning filters of all threads.
    holes, _ = ndimage.label(~region)
    is_small = np.bincount(holes.ravel()) <= HOLE * region.sum()
    return np.asarray(region | is_small[holes])


class Box(NamedTuple):
    """A rectangle of pixels."""

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """The rows and columns of the box."""
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


def bounding_box(item: Mask) -> Box:
    """Return the bounding box of an item's mask."""
    rows, columns = np.flatnonzero(item.any(axis=1)), np.flatnonzero(item.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return Box(top, left, int(rows[-1]) - top + 1, int(columns[-1]) - left + 1)


def centre_crop(height: int, width: int, size: Size) -> Box:
    """Return the largest box in the middle of a picture that has the proportions of `size`."""
    edge, fitted = limiting_edges(size, (height, width))
    inside = [max(1, round(length * fitted / edge)) for length in size]
    return Box((height - inside[0]) // 2, (width - inside[1]) // 2, *inside)


def square_around(box: Box, frame: float) -> Box:
    """Return the square around the middle of a box; its edge is `frame` times the box's longest."""
    edge = max(1, round(frame * max(box.height, box.width)))
    return Box(box.top - (edge - box.height) // 2, box.left - (edge - box.width) // 2, edge, edge)


def crop_to(picture: Images, box: Box) -> Images:
    """Crop a picture (h, w, 3) to a box, repeating edge pixels beyond the picture."""
    height, width = picture.shape[:2]
    rows = (box.top + np.arange(box.height)).clip(0, height - 1)
    columns = (box.left + np.arange(box.width)).clip(0, width - 1)
    return picture.take(rows, 0).take(columns, 1)


def limiting_edges(shape: Sequence[int], size: Size) -> tuple[int, int]:
    """Find the edge of a picture (h, w, ...) that limits its scale when it must fit in a size.

    Return its length in the picture and in the size: two heights or two widths.
    """
    height, width = shape[:2]
    return (height, size[0]) if height * size[1] >= width * size[0] else (width, size[1])


def centre_on_canvas(picture: Images, background: int, size: Size) -> tuple[Images, Box]:
    """Centre a picture (h, w, 3) on a canvas of a larger size; also return its box there."""
    height, width = picture.shape[:2]
    box = Box((size[0] - height) // 2, (size[1] - width) // 2, height, width)
    canvas = np.full((*size, 3), background, np.uint8)
    canvas[box.slices] = picture
    return canvas, box

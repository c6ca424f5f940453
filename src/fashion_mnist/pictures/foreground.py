"""Where the item is in a picture."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.images.arrays import Images

Mask = NDArray[np.bool_]

WORKING_EDGE = 192  # pixels of the longest edge while the item is looked for
SMOOTHING = 2 / WORKING_EDGE  # standard deviation, as a share of the longest edge
LIGHTNESS_WEIGHT = 0.7  # below 1, as shadows differ in lightness only
BORDER_DEPTH, BORDER_SAMPLES = 3, 200
CORNER = 0.15  # of an edge, next to a corner
SHARE_OF_ITEM = 0.05  # of the corners, which the item may reach
NOTICEABLE = 2.3  # the least difference of colours in CIELAB that people see
DIFFERENT = 20  # a difference of colours that no lighting of one background makes
GAP = 0.02  # of the longest edge, which may part one item
HOLE = 0.03  # of the item, the largest that is a flaw of the mask and no handle
PLAUSIBLE = (0.01, 0.95)  # shares of a picture
Size = tuple[int, int]  # height and width in pixels

FRAME = 1.2  # the edge of the square around an item, by the item's longest


def find_item(picture: Images) -> Mask:
    """The pixels of the item in a picture (h, w, 4), True in (h, w); none if nothing stands out.

    A picture with transparent parts shows its item in the others. If what is found is hardly
    anything or nearly everything, all of the picture is the item.
    """
    from skimage.filters import threshold_otsu

    low, high = PLAUSIBLE
    is_opaque = picture[..., 3] >= 128
    if is_opaque.mean() < high:
        return is_opaque
    colours = _reduce(picture[..., :3])
    distance = measure_distance_from_border(colours)
    if distance.max() < NOTICEABLE:
        return np.zeros_like(is_opaque)
    # Of logarithms, so that a bright sole does not hide the rest of a dark shoe.
    found = choose_region(np.log1p(distance) > threshold_otsu(np.log1p(distance)))
    return _enlarge(found, is_opaque.shape) if low < found.mean() < high else is_opaque


def _reduce(colours: Images) -> NDArray[np.floating]:
    """Smoothed CIELAB colours of a picture at its working size."""
    from skimage.color import rgb2lab
    from skimage.filters import gaussian

    image = Image.fromarray(colours)
    image.thumbnail((WORKING_EDGE, WORKING_EDGE))
    sigma = SMOOTHING * max(image.size)
    lab = gaussian(rgb2lab(np.asarray(image)), sigma, channel_axis=-1)
    return np.asarray(lab * [LIGHTNESS_WEIGHT, 1, 1])


def _enlarge(mask: Mask, shape: tuple[int, ...]) -> Mask:
    height, width = shape
    return np.asarray(Image.fromarray(mask).resize((width, height), Image.Resampling.NEAREST))


def measure_distance_from_border(colours: NDArray[np.floating]) -> NDArray[np.floating]:
    """How far each colour of (h, w, channels) is from those of the background: (h, w).

    The background's are those at the corners, and those at the border that are not far from them;
    an item may touch the edges anywhere else.
    """
    is_border, is_corner = _find_border(*colours.shape[:2])
    corners, border = _sample(colours[is_corner]), _sample(colours[is_border])
    alike = _measure_distance(border, corners) < DIFFERENT
    background = np.concatenate([corners, border[alike]])
    flat = colours.reshape(-1, colours.shape[2])
    return _measure_distance(flat, background).reshape(colours.shape[:2])


def _measure_distance(
    colours: NDArray[np.floating], others: NDArray[np.floating]
) -> NDArray[np.floating]:
    """The distance to the k-th nearest of the others, k being the share that the item may have."""
    from scipy.spatial import KDTree

    k = int(SHARE_OF_ITEM * len(others)) + 1
    distances, _ = KDTree(others).query(colours, [k], workers=-1)
    return np.asarray(distances[:, 0])


def _find_border(height: int, width: int) -> tuple[Mask, Mask]:
    """The pixels at the border, and those of them that are near a corner."""
    is_border, is_corner = np.ones((2, height, width), bool)
    is_border[BORDER_DEPTH:-BORDER_DEPTH, BORDER_DEPTH:-BORDER_DEPTH] = False
    rows, columns = (max(1, round(CORNER * length)) for length in (height, width))
    is_corner[rows:-rows] = False
    is_corner[:, columns:-columns] = False
    return is_border, is_border & is_corner


def _sample(colours: NDArray[np.floating]) -> NDArray[np.floating]:
    return colours[np.linspace(0, len(colours) - 1, BORDER_SAMPLES).astype(np.intp)]


def choose_region(mask: Mask) -> Mask:
    """The largest region of a mask, the more so the nearer it is to the centre; no small holes.

    Regions that a small gap parts are one.
    """
    from scipy import ndimage
    from skimage.measure import label
    from skimage.morphology import disk, remove_small_holes

    radius = max(1, round(GAP * max(mask.shape)))
    padded = np.pad(mask, radius)
    joined = ndimage.binary_closing(padded, disk(radius))[radius:-radius, radius:-radius]
    regions = label(joined | mask)
    weights = np.bincount(regions.ravel(), _weigh_centre(mask.shape).ravel())
    weights[0] = 0
    region = mask & (regions == weights.argmax())
    return np.asarray(remove_small_holes(region, max_size=int(HOLE * region.sum())))


def _weigh_centre(shape: tuple[int, ...]) -> NDArray[np.floating]:
    rows, columns = (np.linspace(-1, 1, length) for length in shape)
    return np.exp(-(rows[:, np.newaxis] ** 2 + columns**2))


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


def bound(item: Mask) -> Box:
    """The smallest box around the item: what is left when all edges of background are trimmed."""
    rows, columns = np.flatnonzero(item.any(axis=1)), np.flatnonzero(item.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return Box(top, left, int(rows[-1]) - top + 1, int(columns[-1]) - left + 1)


def find_middle(height: int, width: int, size: Size) -> Box:
    """The largest box of the proportions of `size` in the middle of a picture."""
    if height * size[1] >= width * size[0]:
        inside = (max(1, round(width * size[0] / size[1])), width)
    else:
        inside = (height, max(1, round(height * size[1] / size[0])))
    return Box((height - inside[0]) // 2, (width - inside[1]) // 2, *inside)


def surround(box: Box, frame: float = FRAME) -> Box:
    """The square around the middle of a box, `frame` times as long as its longest edge."""
    edge = max(1, round(frame * max(box.height, box.width)))
    return Box(box.top - (edge - box.height) // 2, box.left - (edge - box.width) // 2, edge, edge)


def cut(picture: Images, box: Box) -> Images:
    """The part of a picture (h, w, 3) within a box; outside of the picture its edges go on."""
    rows, columns = (
        np.clip(np.arange(start, start + length), 0, limit - 1)
        for start, length, limit in zip(box[:2], box[2:], picture.shape[:2], strict=True)
    )
    return picture[rows][:, columns]


def fit(shape: Sequence[int], size: Size) -> tuple[int, int]:
    """The edge of a picture (h, w, ...) that decides how small it must be to fit in a size.

    Its length, and the one that it has then: both heights or both widths.
    """
    height, width = shape[:2]
    return (height, size[0]) if height * size[1] >= width * size[0] else (width, size[1])


def centre(picture: Images, background: int, size: Size) -> tuple[Images, Box]:
    """Put a picture (h, w, 3) in the middle of a larger size; also where it lies then."""
    height, width = picture.shape[:2]
    box = Box((size[0] - height) // 2, (size[1] - width) // 2, height, width)
    canvas = np.full((*size, 3), background, np.uint8)
    canvas[box.slices] = picture
    return canvas, box

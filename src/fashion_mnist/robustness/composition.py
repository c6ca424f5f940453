"""Compositing of coloured items onto backgrounds, and their geometric transformations."""

import numpy as np
import scipy
from numpy.random import Generator
from numpy.typing import NDArray

from fashion_mnist.images.arrays import LUMINANCE, Floats
from fashion_mnist.robustness import backgrounds

EDGE = 0.1  # a pixel next to a grey value below this is at the edge of an item
CONTRAST = 0.2  # the smallest difference in mean luminance between an item and its background
PAIR_DISTANCE = (0.16, 0.3)  # of each item of a pair from the middle, in sides of the image
PAIR_SCALE = (0.5, 0.68)  # scale of each item of a pair
SPLAY = 0.5  # largest rotation of each item relative to its pair, in radians
CREASES = 0.5  # relative range of brightness from the darkest to the lightest crease
TONES = 3  # greys of a drawing
LIGHT = 0.7  # largest relative range of brightness over a picture lit from one side
CAST = 0.15  # largest relative change of a colour channel
# Ranges of the changes of photographs: the logarithm of gamma, and the factors of saturation,
# contrast and each colour channel.
LOG_GAMMA, SATURATION, CONTRASTS, BALANCE = (-0.6, 0.6), (0, 1.6), (0.6, 1.4), (0.75, 1.25)

Amount = NDArray[np.float64] | float  # for each image, or the same for all


def compose(images: Floats, backgrounds: NDArray[np.uint8], rng: Generator) -> Floats:
    """Tint items (n, h, w) and put them onto uint8 backgrounds (n, h, w, 3): float32 in [0, 1].

    An item's greys become a gradient from black to a random colour or, as a negative, from that
    colour to black. If the mean luminance of item and background differs by less than `CONTRAST`,
    the item is mixed with white (on a dark background) or black (on a light one) to reach it. The
    background shows wherever the image is 0, also inside an item.
    """
    n = len(images)
    greys, alpha = estimate_alpha(images)
    tone = np.where(rng.random((n, 1, 1)) < 0.5, greys, 1 - greys)
    tint = rng.uniform(0.2, 1, (n, 3)).astype(np.float32)
    item = (tint @ LUMINANCE) * (alpha * tone).sum((1, 2)) / alpha.sum((1, 2)).clip(1)
    background = backgrounds.mean((1, 2)) @ LUMINANCE / 255
    target = (background < 0.5).astype(np.float32)  # white or black
    wanted = background + CONTRAST * (2 * target - 1)
    mixture = np.zeros(n, np.float32)  # the share of the target
    is_close = np.abs(item - background) < CONTRAST
    np.divide(wanted - item, target - item, out=mixture, where=is_close)
    slope = tint * (1 - mixture)[:, None]  # (n, 3): what a grey of 1 adds to a colour
    composed = np.empty(backgrounds.shape, np.float32)
    for channel in range(3):
        behind = backgrounds[..., channel] * np.float32(1 / 255)
        front = tone * slope[:, channel, None, None] + (target * mixture)[:, None, None]
        composed[..., channel] = behind + alpha * (front - behind)
    return composed


def estimate_alpha(images: Floats) -> tuple[Floats, Floats]:
    """Estimate the greys and the opacity of items (n, h, w), both in [0, 1].

    A pixel at an item's edge is a mixture of the item and the black behind it. Its grey is assumed
    to equal its brightest neighbour's, and its opacity is its brightness relative to that grey.
    """
    brightest = scipy.ndimage.maximum_filter(images, size=(1, 3, 3))
    at_edge = scipy.ndimage.minimum_filter(images, size=(1, 3, 3)) < EDGE
    greys = np.where(at_edge, brightest, images)
    return greys, np.divide(images, np.maximum(greys, EDGE), dtype=np.float32)


def place_at_random(images: Floats, rng: Generator) -> Floats:
    """Scale images (n, h, w) by 0.7 to 1, turn by up to 10 degrees, and shift inside the frame."""
    n, height, width = images.shape
    scale = rng.uniform(0.7, 1, n)
    angle = np.radians(rng.uniform(-10, 10, n))
    shift = rng.uniform(-0.5, 0.5, (n, 2)) * np.outer(1 - scale, (height, width))
    return transform(images, scale, angle, shift)


def transform(
    images: Floats, scale: Amount = 1.0, angle: Amount = 0.0, shift: Amount = 0.0
) -> Floats:
    """Scale, rotate (radians, anticlockwise) and shift (rows, columns) each image (n, h, w)."""
    sine, cosine = (np.broadcast_to(wave(angle) / scale, len(images)) for wave in (np.sin, np.cos))
    return warp(images, np.array([[cosine, sine], [-sine, cosine]]).transpose(2, 0, 1), shift)


def warp(images: Floats, backwards: NDArray[np.float64], shift: Amount) -> Floats:
    """Map each image (n, h, w) linearly about its centre, and shift it by rows and columns (n, 2).

    `backwards` are matrices (n, 2, 2) from positions in the result to positions in the image, both
    as rows and columns relative to the centre. Interpolation is bilinear; outside pixels are 0.
    """
    n, height, width = images.shape
    middle = np.array([height - 1, width - 1], np.float32) / 2
    origin = np.broadcast_to(middle + shift, (n, 2)).astype(np.float32)
    y = np.arange(height, dtype=np.float32)[:, None] - origin[:, 0, None, None]
    x = np.arange(width, dtype=np.float32) - origin[:, 1, None, None]
    ((a, b), (c, d)) = backwards.astype(np.float32).transpose(1, 2, 0)[..., None, None]
    rows = np.clip(a * y + b * x + middle[0] + 1, 0, height + 1)  # in the padded image
    columns = np.clip(d * x + c * y + middle[1] + 1, 0, width + 1)
    top, left, down, right = rows.astype(np.intp), columns.astype(np.intp), rows % 1, columns % 1
    corner = (np.arange(n)[:, None, None] * (height + 3) + top) * (width + 3) + left
    flat = np.pad(images, ((0, 0), (1, 2), (1, 2))).ravel()
    upper = flat[corner] * (1 - right) + flat[corner + 1] * right
    corner += width + 3
    lower = flat[corner] * (1 - right) + flat[corner + 1] * right
    return np.asarray(upper + (lower - upper) * down)


def random_affine(images: Floats, rng: Generator, min_scale: float, degrees: float) -> Floats:
    """Scale, stretch, shear, rotate and shift each image (n, h, w) at random."""
    n, height, width = images.shape
    scale = rng.uniform(min_scale, 1, (n,))
    angle = np.radians(rng.uniform(-degrees, degrees, (n,)))
    stretch = np.exp(rng.uniform(-0.2, 0.2, (n,)))
    shear = rng.uniform(-0.2, 0.2, (n,))
    sine, cosine, one, none = np.sin(angle), np.cos(angle), np.ones(n), np.zeros(n)
    turned = np.array([[cosine, sine], [-sine, cosine]]).transpose(2, 0, 1)
    shaped = np.array([[stretch, none], [shear, one / stretch]]).transpose(2, 0, 1)
    shift = rng.uniform(-0.5, 0.5, (n, 2)) * np.outer(1 - scale, (height, width))
    return warp(images, shaped @ turned / scale[:, None, None], shift)


def make_pairs(images: Floats, rng: Generator) -> Floats:
    """Draw each item (n, h, w) twice, side by side at random angles; mirror half of the copies."""
    n, height, width = images.shape
    other = np.where(rng.random((n, 1, 1)) < 0.5, images[:, :, ::-1], images)
    whole, scale = rng.uniform(-np.pi, np.pi, (n,)), rng.uniform(*PAIR_SCALE, (n,))
    direction, apart = rng.uniform(0, 2 * np.pi, (n,)), rng.uniform(*PAIR_DISTANCE, (n,))
    shift = np.stack([np.sin(direction) * height, np.cos(direction) * width], 1) * apart[:, None]
    first, second = (
        transform(item, scale, whole + rng.uniform(-SPLAY, SPLAY, (n,)), moved)
        for item, moved in ((images, shift), (other, -shift))
    )
    return np.where(first > 0, first, second)


def add_prints_and_creases(images: Floats, rng: Generator, prints: float, creases: float) -> Floats:
    """Add prints to a share `prints` of the items (n, h, w), and creases to a share `creases`."""
    n, size = images.shape[:2]
    inside = images > EDGE
    fields = (backgrounds.noise(n, size, rng), backgrounds.stripes(n, size, rng))
    pattern = np.where(rng.random((n, 1, 1)) < 0.5, *fields)
    is_printed = rng.random((n, 1, 1)) < prints
    rows, columns = np.abs(np.linspace(-1, 1, size)) < rng.uniform(0.1, 0.9, (2, n, 1))
    panel = rows[:, :, None] & columns[:, None]  # a rectangle around the middle
    strength = is_printed * panel * rng.uniform(0.3, 1, (n, 1, 1))
    dressed = images + strength * (pattern - images)
    relief = (backgrounds.noise(n, size, rng) - 0.5) * CREASES * (rng.random((n, 1, 1)) < creases)
    lit = np.clip(dressed * (1 + relief), EDGE, 1)
    return np.where(inside, lit, images).astype(np.float32)


def turn_into_drawings(images: Floats, rng: Generator) -> Floats:
    """Turn items (n, h, w) into drawings: half of them in a few flat greys, half as outlines."""
    greys, alpha = estimate_alpha(np.where(images > EDGE, images, 0))
    flat = alpha * np.ceil(greys * TONES) / TONES
    darkest = scipy.ndimage.minimum_filter(alpha, size=(1, 5, 5), mode="constant")
    is_near_edge = darkest < 0.5  # by two pixels
    return np.where(rng.random((len(images), 1, 1)) < 0.5, flat, alpha * is_near_edge)


def light_from_side(pictures: Floats, rng: Generator, share: float) -> Floats:
    """Light a share of pictures (n, h, w, 3) from one side, with a colour cast."""
    lit = rng.random(len(pictures)) < share
    n, size = lit.sum(), pictures.shape[1]
    slope = (backgrounds.gradient(n, size, rng) - 0.5) * rng.uniform(0, LIGHT, (n, 1, 1))
    cast = rng.uniform(1 - CAST, 1 + CAST, (n, 1, 1, 3))
    result = pictures.copy()
    result[lit] = np.clip(pictures[lit] * (1 + slope)[..., None] * cast, 0, 1)
    return result


def colour_jitter(pictures: Floats, rng: Generator, share: float) -> Floats:
    """Change gamma, saturation, contrast and white balance in a share of pictures (n, h, w, 3).

    The changes resemble the colour distortion of Chen et al. (2020, arXiv:2002.05709).
    """
    is_changed = rng.random(len(pictures)) < share
    n, one = is_changed.sum(), (is_changed.sum(), 1, 1, 1)
    changed: NDArray[np.floating] = pictures[is_changed]
    changed = changed ** np.exp(rng.uniform(*LOG_GAMMA, one))
    grey = (changed @ LUMINANCE)[..., np.newaxis]
    changed = grey + (changed - grey) * rng.uniform(*SATURATION, one)
    mean = changed.mean(axis=(1, 2), keepdims=True)
    changed = mean + (changed - mean) * rng.uniform(*CONTRASTS, one)
    result = pictures.copy()
    result[is_changed] = np.clip(changed * rng.uniform(*BALANCE, (n, 1, 1, 3)), 0, 1)
    return result

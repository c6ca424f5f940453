"""What people's photographs of clothes have and the data set lacks.

Items lie askew, stretched and folded, have prints, and are lit from one side; shoes come in pairs.
"""

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats
from fashion_mnist.robustness import textures
from fashion_mnist.robustness.composition import EDGE, transform, warp

APART = (0.16, 0.3)  # from the middle to each shoe of a pair, in edges of the image
SHOE = (0.5, 0.68)  # the scale of each
SPLAY = 0.5  # radians by which each is turned at most, beside the pair as a whole
FOLDS = 0.5  # of the lightness, from the darkest to the lightest fold
LIGHT = 0.7  # likewise over the picture
CAST = 0.15  # by which a channel is brighter or darker


def skew(images: Floats, rng: np.random.Generator, smallest: float, degrees: float) -> Floats:
    """Scale, stretch, shear, turn and shift each image (n, h, w) at random."""
    n, height, width = images.shape
    scale = rng.uniform(smallest, 1, (n,))
    angle = np.radians(rng.uniform(-degrees, degrees, (n,)))
    stretch = np.exp(rng.uniform(-0.2, 0.2, (n,)))
    shear = rng.uniform(-0.2, 0.2, (n,))
    sine, cosine, one, none = np.sin(angle), np.cos(angle), np.ones(n), np.zeros(n)
    turned = np.array([[cosine, sine], [-sine, cosine]]).transpose(2, 0, 1)
    shaped = np.array([[stretch, none], [shear, one / stretch]]).transpose(2, 0, 1)
    shift = rng.uniform(-0.5, 0.5, (n, 2)) * np.outer(1 - scale, (height, width))
    return warp(images, shaped @ turned / scale[:, None, None], shift)


def pair(images: Floats, rng: np.random.Generator) -> Floats:
    """Put two of each item (n, h, w) beside each other, one often mirrored, in any direction."""
    n, height, width = images.shape
    other = np.where(rng.random((n, 1, 1)) < 0.5, images[:, :, ::-1], images)
    whole, scale = rng.uniform(-np.pi, np.pi, (n,)), rng.uniform(*SHOE, (n,))
    direction, apart = rng.uniform(0, 2 * np.pi, (n,)), rng.uniform(*APART, (n,))
    shift = np.stack([np.sin(direction) * height, np.cos(direction) * width], 1) * apart[:, None]
    first, second = (
        transform(item, scale, whole + rng.uniform(-SPLAY, SPLAY, (n,)), moved)
        for item, moved in ((images, shift), (other, -shift))
    )
    return np.where(first > 0, first, second)


def dress_up(images: Floats, rng: np.random.Generator, prints: float, folds: float) -> Floats:
    """Give a share of the items (n, h, w) prints, and a share folds."""
    n, size = images.shape[:2]
    inside = images > EDGE
    fields = (textures.noise(n, size, rng), textures.stripes(n, size, rng))
    pattern = np.where(rng.random((n, 1, 1)) < 0.5, *fields)
    printed = (rng.random((n, 1, 1)) < prints) * _panel(n, size, rng)
    strength = printed * rng.uniform(0.3, 1, (n, 1, 1))
    dressed = images + strength * (pattern - images)
    relief = (textures.noise(n, size, rng) - 0.5) * FOLDS * (rng.random((n, 1, 1)) < folds)
    lit = np.clip(dressed * (1 + relief), EDGE, 1)
    return np.where(inside, lit, images).astype(np.float32)


def _panel(n: int, size: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """A rectangle around the middle of each image, or all of it: (n, size, size)."""
    reach = rng.uniform(0.1, 0.9, (2, n, 1))
    away = np.abs(np.linspace(-1, 1, size))
    rows, columns = away < reach[0], away < reach[1]
    return np.asarray(rows[:, :, None] & columns[:, None])


def light(pictures: Floats, rng: np.random.Generator, share: float) -> Floats:
    """Light a share of pictures (n, h, w, 3) from one side, in another white."""
    lit = rng.random(len(pictures)) < share
    n, size = lit.sum(), pictures.shape[1]
    slope = (textures.gradient(n, size, rng) - 0.5) * rng.uniform(0, LIGHT, (n, 1, 1))
    cast = rng.uniform(1 - CAST, 1 + CAST, (n, 1, 1, 3))
    result = pictures.copy()
    result[lit] = np.clip(pictures[lit] * (1 + slope)[..., None] * cast, 0, 1)
    return result

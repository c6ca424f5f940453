"""Where the heat of a map lies, and the maps that know nothing of the network.

The item is the pixels brighter than a threshold: the background of these images is black.
"""

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats

Masks = NDArray[np.bool_]


def find_items(images: Floats, above: float) -> Masks:
    """The pixels of the item, (n, h, w), in images (n, h, w, channels)."""
    return np.asarray(images.max(axis=-1) > above)


def has_heat(maps: Floats) -> Masks:
    """Which of the maps (n, h, w) hold any evidence, (n,)."""
    return np.asarray(maps.any(axis=(1, 2)))


def share_on_item(maps: Floats, items: Masks) -> NDArray[np.floating]:
    """The share of each map's heat that lies on the item: (m,), for the m maps with heat."""
    heated = has_heat(maps)
    total = maps[heated].sum(axis=(1, 2))
    return np.asarray((maps * items)[heated].sum(axis=(1, 2)) / total)


def point(maps: Floats, items: Masks) -> NDArray[np.floating]:
    """The pointing game (Zhang et al., 2016, arXiv:1608.00507): hits (n,), without a margin.

    A hit is 1 where the maximum of the map lies on the item, and where several pixels share the
    maximum the share of these that do. A map without heat points nowhere: 0.
    """
    highest = maps == maps.max(axis=(1, 2), keepdims=True)
    hits = (highest & items).sum(axis=(1, 2)) / highest.sum(axis=(1, 2))
    return np.where(has_heat(maps), hits, 0)


def centre_prior(size: tuple[int, ...]) -> Floats:
    """A Gaussian around the centre of an image (h, w), a quarter of the image wide."""
    squares = [((np.arange(length) - (length - 1) / 2) / (length / 4)) ** 2 for length in size]
    return np.asarray(np.exp(-np.add.outer(*squares) / 2), np.float32)

"""What becomes of a prediction as an image's pixels are removed, or shown, in the order of heat.

Deletion and insertion: Petsiuk et al., 2018, "RISE: Randomized Input Sampling for Explanation of
Black-box Models", arXiv:1806.07421. A removed pixel is black, as the background of the images is.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats

CURVES = ("deletion", "insertion")


def rank_pixels(maps: Floats, seed: int) -> NDArray[np.intp]:
    """The place of each pixel, 0 for the hottest, within its map (n, h, w); ties at random."""
    heat = maps.reshape(len(maps), -1)
    ties = np.random.default_rng(seed).random(heat.shape, np.float32)
    order = np.lexsort((ties, -heat))  # the last key counts first
    return np.argsort(order, axis=1).reshape(maps.shape)


def perturb(images: Floats, places: NDArray[np.intp], hottest: int, curve: str) -> Floats:
    """Images (n, h, w, channels) without their `hottest` pixels; in `insertion`, of these alone."""
    shown = places < hottest if curve == "insertion" else places >= hottest
    perturbed: Floats = images * shown[..., np.newaxis]
    return perturbed


def follow(
    predict: Callable[[Floats], Floats],
    images: Floats,
    classes: NDArray[np.integer],
    maps: Floats,
    fractions: NDArray[np.floating],
    seed: int,
) -> dict[str, Floats]:
    """The probability of each image's class at each fraction of its pixels.

    Args:
        predict: from images (n, h, w, channels) to probabilities (n, n_classes).
        images: (n, h, w, channels).
        classes: the class to follow for each image, (n,).
        maps: the heat by which pixels are ordered, (n, h, w).
        fractions: of the pixels removed or inserted, rising from 0 to 1.
        seed: orders pixels of the same heat.

    Returns:
        For each of `CURVES`, the probabilities (len(fractions), n).
    """
    places = rank_pixels(maps, seed)
    counts = np.rint(fractions * places[0].size).astype(int)
    curves = {}
    for curve in CURVES:
        steps = np.concatenate([perturb(images, places, count, curve) for count in counts])
        probabilities = predict(steps).reshape(len(counts), len(images), -1)
        curves[curve] = probabilities[:, np.arange(len(images)), classes]
    return curves


def area(curve: Floats, fractions: NDArray[np.floating]) -> NDArray[np.floating]:
    """The area under each image's curve, (n,), of probabilities (len(fractions), n)."""
    return np.asarray(np.trapezoid(curve, fractions, axis=0))

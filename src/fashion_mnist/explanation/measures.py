"""Measures of heat maps: location, deletion and insertion, similarity, randomisation."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats
from fashion_mnist.networks.backend import Model, keras

Masks = NDArray[np.bool_]
CURVES = ("deletion", "insertion")


def find_items(images: Floats, above: float) -> Masks:
    """Find the pixels of the item, (n, h, w), where any channel of the images exceeds `above`."""
    return np.asarray(images.max(axis=-1) > above)


def has_heat(maps: Floats) -> Masks:
    """Return which of the maps (n, h, w) show any evidence, (n,)."""
    return np.asarray(maps.any(axis=(1, 2)))


def share_on_item(maps: Floats, items: Masks) -> NDArray[np.floating]:
    """Return the share of each map's heat that lies on the item: (m,), for the m maps with heat."""
    heated = has_heat(maps)
    total = maps[heated].sum(axis=(1, 2))
    return np.asarray((maps * items)[heated].sum(axis=(1, 2)) / total)


def point(maps: Floats, items: Masks) -> NDArray[np.floating]:
    """Score the pointing game (Zhang et al., 2016, arXiv:1608.00507), without a margin: hits (n,).

    A hit is 1 if the maximum of the map lies on the item, else 0. If several pixels have the
    maximum, it is the share of them on the item. A map without heat scores 0.
    """
    highest = maps == maps.max(axis=(1, 2), keepdims=True)
    hits = (highest & items).sum(axis=(1, 2)) / highest.sum(axis=(1, 2))
    return np.where(has_heat(maps), hits, 0)


def centre_prior(size: tuple[int, ...]) -> Floats:
    """Return a Gaussian around the centre of an image (h, w); sigma is a quarter of each side."""
    squares = [((np.arange(length) - (length - 1) / 2) / (length / 4)) ** 2 for length in size]
    return np.asarray(np.exp(-np.add.outer(*squares) / 2), np.float32)


def rank_pixels(maps: Floats, seed: int) -> NDArray[np.intp]:
    """Rank the pixels of each map (n, h, w) from 0 for the hottest; ties are broken at random."""
    heat = maps.reshape(len(maps), -1)
    ties = np.random.default_rng(seed).random(heat.shape, np.float32)
    order = np.lexsort((ties, -heat))  # the last key counts first
    return np.argsort(order, axis=1).reshape(maps.shape)


def follow(
    predict: Callable[[Floats], Floats],
    images: Floats,
    classes: NDArray[np.integer],
    maps: Floats,
    fractions: NDArray[np.floating],
    seed: int,
) -> dict[str, Floats]:
    """Compute the probability of each image's class as its pixels are removed or inserted.

    Pixels that are removed, or not yet inserted, are 0. The hottest go first.

    Args:
        predict: maps images (n, h, w, channels) to probabilities (n, n_classes).
        images: (n, h, w, channels).
        classes: the class to follow for each image, (n,).
        maps: the heat that orders the pixels, (n, h, w).
        fractions: of the pixels removed or inserted, rising from 0 to 1.
        seed: of the order of pixels with the same heat.

    Returns:
        For each of `CURVES`, the probabilities (len(fractions), n).
    """
    places = rank_pixels(maps, seed)[..., np.newaxis]
    counts = np.rint(fractions * places[0].size).astype(int)
    curves = {}
    for curve in CURVES:
        shown = (places < count if curve == "insertion" else places >= count for count in counts)
        steps = np.concatenate([images * mask for mask in shown])
        probabilities = predict(steps).reshape(len(counts), len(images), -1)
        curves[curve] = probabilities[:, np.arange(len(images)), classes]
    return curves


def rank_correlation(maps: Floats, others: Floats) -> NDArray[np.floating]:
    """Compute Spearman's rank correlation of maps (n, h, w), without pairs with a constant map."""
    from scipy.stats import pearsonr, rankdata

    varied = np.logical_and(*(np.ptp(stack, axis=(1, 2)) > 0 for stack in (maps, others)))
    if not varied.any():
        return np.empty(0)
    ranks = [rankdata(stack[varied].reshape(varied.sum(), -1), axis=1) for stack in (maps, others)]
    return np.asarray(pearsonr(*ranks, axis=1).statistic)


def randomise_downwards(network: Model, seed: int) -> Iterator[str]:
    """Re-initialise a network's layers in place, from the logits down; yield the name of each.

    This is the cascading randomisation of Adebayo et al., 2018, "Sanity Checks for Saliency Maps",
    arXiv:1810.03292.
    """
    # The seed of the training would draw its initial weights again.
    keras.utils.set_random_seed(seed + 1)
    untrained = keras.models.clone_model(network)
    for layer in reversed(network.layers):
        if layer.weights:
            layer.set_weights(untrained.get_layer(layer.name).get_weights())
            yield layer.name

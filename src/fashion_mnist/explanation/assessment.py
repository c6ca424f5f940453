"""The assessment of heat maps by several measures, next to baselines."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from fashion_mnist.evaluation.intervals import mean_with_t, wilson
from fashion_mnist.explanation.gradcam import METHODS, Explainer, make_explainer, upsample
from fashion_mnist.images.arrays import Floats, Labels, ScaledImages
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.networks.architectures import find_layers
from fashion_mnist.networks.backend import Model, keras
from fashion_mnist.networks.layers import find_centres
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_predictor
from fashion_mnist.parameters.blocks import Block, Count, Fraction

Key = tuple[str, str]  # layer and method
Maps = Mapping[Key, Floats]
Row = dict[str, str | float]
Masks = NDArray[np.bool_]

CURVES = ("deletion", "insertion")
ANY_LAYER = "any"  # stands for the layer of a baseline that is the same for all layers


class Explanation(Block):
    """How heat maps are measured; `parameters_explanation.yml` explains the parameters."""

    foreground_threshold: Fraction = 0
    images: Count = 1000
    steps: Count = 14


def assess(
    network: Model,
    scaled: ScaledImages,
    labels: Labels,
    parameters: Network,
    options: Explanation,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure the heat maps of the predicted class, for several layers and every method.

    The layers are the network's `measured_layers` and its `gradcam_layer`. Labels (n,) stratify the
    sample of the images (n, height, width, channels) for the slower measures.

    Returns:
        Two tables. The measures: `layer`, `method` (or baseline), `measure`, an estimate, and for a
        randomised network `down_to`, the layer re-initialised last. The points of the curves:
        `layer`, `method`, `measure`, `fraction` of the pixels, and an estimate. An estimate is
        `value`, its interval from `low` to `high`, and the number of `images`.
    """
    images = scaled[:]
    predict = make_predictor(network, precision=parameters.training.precision)
    classes = predict(images).argmax(axis=1)
    layers = find_layers(network, [*parameters.measured_layers, parameters.gradcam_layer])
    names = [layer.name for layer in layers]
    explainers = {key: make_explainer(network, *key) for key in product(names, METHODS)}
    explained = {key: explain(images, classes) for key, explain in explainers.items()}
    candidates = {**explained, **make_baselines(network, images, names, seed)}
    items = scaled.brightness()[:].max(axis=-1) > options.foreground_threshold
    sample = draw_sample(labels, options.images / len(labels), seed)
    some = images[sample], classes[sample]
    some_candidates = {key: heat[sample] for key, heat in candidates.items()}
    some_explained = {key: some_candidates[key] for key in explained}
    mirrored = explain_mirrored(explainers, images, classes)
    partners = draw_partners(len(sample), seed)
    others = {key: heat[partners] for key, heat in some_explained.items()}
    areas, points = measure_curves(predict, *some, some_candidates, options.steps, seed)
    rows = [
        *measure_localisation(candidates, items),
        *areas,
        *correlate("mirror_image", explained, mirrored),
        *correlate("another_image", some_explained, others),
        *compare_randomised(network, *some, some_explained, seed),
    ]
    return pd.DataFrame(rows), pd.DataFrame(points)


def make_baselines(network: Model, images: Floats, layers: Sequence[str], seed: int) -> Maps:
    """Make maps (n, height, width) that do not depend on the network's weights.

    The baselines are noise with the resolution and position of each layer's maps, a Gaussian
    around the centre, and the mean of the image's channels.
    """
    n, size = len(images), images.shape[1:3]
    rng = np.random.default_rng(seed)
    noise = {}
    for layer in layers:
        centres = find_centres(network, network.get_layer(layer))
        cells = rng.random((n, *map(len, centres)), np.float32)
        noise[layer, "random"] = np.asarray(upsample(cells, centres, size))
    centre = np.broadcast_to(centre_prior(size), (n, *size))
    return noise | {(ANY_LAYER, "centre"): centre, (ANY_LAYER, "image"): images.mean(axis=-1)}


def draw_partners(n: int, seed: int) -> NDArray[np.intp]:
    """Draw another image for each of n images, whatever the order of classes: indices (n,)."""
    order = np.random.default_rng(seed).permutation(n)
    return np.roll(order, 1)[np.argsort(order)]


def explain_mirrored(explainers: Mapping[Key, Explainer], images: Floats, classes: Labels) -> Maps:
    """Make the maps of the mirror images, and mirror them back."""
    mirrored = images[:, :, ::-1]
    return {key: explain(mirrored, classes)[:, :, ::-1] for key, explain in explainers.items()}


def correlate(measure: str, maps: Maps, others: Maps, **more: str) -> Iterator[Row]:
    """Correlate each map with the other map of the same layer and method."""
    for key, heat in maps.items():
        yield _row(key, measure, estimate_mean(rank_correlation(heat, others[key])), **more)


def compare_randomised(
    network: Model, images: Floats, classes: Labels, maps: Maps, seed: int
) -> Iterator[Row]:
    """Correlate each map with the map of the network after each re-initialised layer."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    explainers = {key: make_explainer(copy, *key) for key in maps}
    for down_to in randomise_cascading(copy, seed):
        others = {key: explainers[key](images, classes) for key in maps}
        yield from correlate("randomised", maps, others, down_to=down_to)


def repeat_for_layers(table: pd.DataFrame) -> pd.DataFrame:
    """Repeat the baselines that all layers share for every `layer` of their `model`."""
    is_common = table["layer"] == ANY_LAYER
    layers = table.loc[~is_common, ["model", "layer"]].drop_duplicates()
    repeated = table[is_common].drop(columns="layer").merge(layers, on="model")
    return pd.concat([table[~is_common], repeated], ignore_index=True)


def _row(key: Key, measure: str, estimate: Mapping[str, float], **more: str | float) -> Row:
    layer, method = key
    return {"layer": layer, "method": method, "measure": measure, **more, **estimate}


def estimate_mean(values: NDArray[np.floating]) -> dict[str, float]:
    """Estimate the mean of values (n,) with Student's interval; NaN where it is undefined."""
    value, low, high = mean_with_t(values)
    return {"value": value, "low": low, "high": high, "images": len(values)}


def estimate_share(hits: NDArray[np.floating | np.bool_]) -> dict[str, float]:
    """Estimate the mean of hits (n,), each in [0, 1], with the interval of Wilson (1927)."""
    low, high = wilson(float(hits.sum()), len(hits))
    return {"value": float(hits.mean()), "low": low, "high": high, "images": len(hits)}


def measure_localisation(maps: Maps, items: Masks) -> Iterator[Row]:
    """Measure where the heat lies: `with_heat`, `heat_on_item`, `pointing_game`, and chance."""
    chance = estimate_mean(items.mean(axis=(1, 2)))
    for measure in ("heat_on_item", "pointing_game"):
        yield _row((ANY_LAYER, "chance"), measure, chance)
    for key, heat in maps.items():
        yield _row(key, "with_heat", estimate_share(np.asarray(heat.any(axis=(1, 2)))))
        yield _row(key, "heat_on_item", estimate_mean(share_on_item(heat, items)))
        yield _row(key, "pointing_game", estimate_share(pointing_game(heat, items)))


def measure_curves(
    predict: Callable[[Floats], Floats],
    images: Floats,
    classes: Labels,
    maps: Maps,
    n_steps: int,
    seed: int,
) -> tuple[list[Row], list[Row]]:
    """Return the areas under the deletion and insertion curves, and the points of the curves.

    Pixels are removed and inserted in `n_steps` equal steps; see `delete_and_insert`.
    """
    fractions = np.linspace(0, 1, n_steps + 1)
    areas, points = [], []
    for key, heat in maps.items():
        curves = delete_and_insert(predict, images, classes, heat, fractions, seed)
        for name, curve in curves.items():
            area = np.asarray(np.trapezoid(curve, fractions, axis=0))
            areas.append(_row(key, name, estimate_mean(area)))
            points += [
                _row(key, name, estimate_mean(probability), fraction=fraction)
                for fraction, probability in zip(fractions, curve, strict=True)
            ]
    return areas, points


def share_on_item(maps: Floats, items: Masks) -> NDArray[np.floating]:
    """Return the share of each map's heat that lies on the item: (m,), for the m maps with heat."""
    heated = maps.any(axis=(1, 2))
    return np.asarray((maps * items)[heated].sum(axis=(1, 2)) / maps[heated].sum(axis=(1, 2)))


def pointing_game(maps: Floats, items: Masks) -> NDArray[np.floating]:
    """Score the pointing game (Zhang et al., 2016, arXiv:1608.00507), without a margin: hits (n,).

    A hit is 1 if the maximum of the map lies on the item, else 0. If several pixels have the
    maximum, it is the share of them on the item. A map without heat scores 0.
    """
    highest = maps == maps.max(axis=(1, 2), keepdims=True)
    hits = (highest & items).sum(axis=(1, 2)) / highest.sum(axis=(1, 2))
    return np.where(maps.any(axis=(1, 2)), hits, 0)


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


def delete_and_insert(
    predict: Callable[[Floats], Floats],
    images: Floats,
    classes: NDArray[np.integer],
    maps: Floats,
    fractions: NDArray[np.floating],
    seed: int,
) -> dict[str, Floats]:
    """Compute the probability of each image's class as its pixels are removed or inserted.

    Pixels that are removed, or not yet inserted, are 0. The hottest in the maps (n, h, w) go first;
    the seed orders pixels with the same heat. `predict` maps images (n, h, w, channels) to
    probabilities (n, n_classes); classes are (n,). The result is (len(fractions), n) by curve.
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
    varied = np.logical_and(*(np.ptp(stack, axis=(1, 2)) > 0 for stack in (maps, others)))
    if not varied.any():
        return np.empty(0)
    heat = (stack[varied].reshape(varied.sum(), -1) for stack in (maps, others))
    ranks = (scipy.stats.rankdata(each, axis=1) for each in heat)
    return np.asarray(scipy.stats.pearsonr(*ranks, axis=1).statistic)


def randomise_cascading(network: Model, seed: int) -> Iterator[str]:
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

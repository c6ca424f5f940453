"""Whether the heat maps of a network mean anything: measures of them, against baselines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.explanation import gradcam
from fashion_mnist.explanation.location import centre_prior, find_items
from fashion_mnist.explanation.similarity import rank_correlation
from fashion_mnist.explanation.tables import (
    ANY_LAYER,
    Maps,
    Row,
    compare_images,
    estimate_mean,
    locate,
    trace,
)
from fashion_mnist.explanation.weight_randomisation import randomise_downwards
from fashion_mnist.images.arrays import Floats, Labels
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.networks import prediction
from fashion_mnist.networks.backend import Model, keras
from fashion_mnist.networks.receptive_fields import find_centres
from fashion_mnist.parameters.deep_learning import Network
from fashion_mnist.parameters.explanation import Explanation

Explainers = Mapping[tuple[str, str], gradcam.Explainer]  # by layer and method


def assess(
    network: Model,
    images: Floats,
    labels: Labels,
    parameters: Network,
    options: Explanation,
    seed: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure the heat maps of the predicted class, from some layers and by every method.

    Args:
        network: as `gradcam.explain` takes it.
        images: (n, height, width, channels) in [0, 1].
        labels: (n,), by which the sample for the slower measures is stratified.
        parameters: of the network; the layers are its `measured_layers` and its `gradcam_layer`.
        options: what counts as the item, the size of the sample, the steps of the curves.
        seed: draws the sample, the random maps and the fresh weights.

    Returns:
        The measures: `layer`, `method` (or baseline), `measure`, and an estimate; of a randomised
        network also `down_to`, the layer re-initialised last. The points of the curves: `layer`,
        `method`, `measure`, `fraction` of the pixels, and an estimate.
    """
    predict = prediction.make_predictor(network, precision=parameters.training.precision)
    classes = predict(images).argmax(axis=1)
    layers = (*parameters.measured_layers, parameters.gradcam_layer)
    names = [gradcam.find_layer(network, layer).name for layer in layers]
    explainers = make_explainers(network, names)
    explained = {name: explain(images, classes) for name, explain in explainers.items()}
    candidates = explained | make_baselines(network, images, names, seed)
    sample = draw_sample(labels, min(1, options.images / len(labels)), seed)
    some = images[sample], classes[sample]
    some_explained, some_candidates = _take(explained, sample), _take(candidates, sample)
    areas, points = trace(predict, *some, some_candidates, options.steps, seed)
    measures = [
        *locate(candidates, find_items(images, options.item_above)),
        *areas,
        *compare_mirrored(explainers, images, classes, explained),
        *compare_images(some_explained),
        *compare_randomised(network, *some, some_explained, seed),
    ]
    return pd.DataFrame(measures), pd.DataFrame(points)


def _take(maps: Maps, sample: NDArray[np.integer]) -> Maps:
    return {name: heat[sample] for name, heat in maps.items()}


def make_explainers(network: Model, layers: Iterable[str]) -> Explainers:
    """An explainer for each layer and method."""
    return {
        (layer, method): gradcam.make_explainer(network, layer, method)
        for layer in layers
        for method in gradcam.METHODS
    }


def make_baselines(
    network: Model, images: Floats, layers: Sequence[str], seed: int
) -> dict[tuple[str, str], Floats]:
    """Maps that owe nothing to the network, (n, height, width).

    Noise of the size of each layer's maps, placed as these are; a Gaussian around the centre; and
    the brightness of the image itself.
    """
    n, size = len(images), images.shape[1:3]
    rng = np.random.default_rng(seed)
    noise = {}
    for layer in layers:
        centres = find_centres(network, network.get_layer(layer))
        cells = rng.random((n, *map(len, centres)), np.float32)
        noise[layer, "random"] = np.asarray(gradcam.upsample(cells, centres, size))
    centre = np.broadcast_to(centre_prior(size), (n, *size))
    return noise | {(ANY_LAYER, "centre"): centre, (ANY_LAYER, "image"): images.mean(axis=-1)}


def compare_mirrored(
    explainers: Explainers, images: Floats, classes: NDArray[np.integer], maps: Maps
) -> Iterator[Row]:
    """How like each map is that of the mirror image, mirrored back."""
    for (layer, method), heat in maps.items():
        other = explainers[layer, method](images[:, :, ::-1], classes)[:, :, ::-1]
        name = {"layer": layer, "method": method, "measure": "mirror_image"}
        yield name | estimate_mean(rank_correlation(heat, other))


def compare_randomised(
    network: Model, images: Floats, classes: NDArray[np.integer], maps: Maps, seed: int
) -> Iterator[Row]:
    """How like each map is that of the same network as its layers are re-initialised."""
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    explainers = make_explainers(copy, dict.fromkeys(layer for layer, _ in maps))
    for down_to in randomise_downwards(copy, seed):
        for (layer, method), heat in maps.items():
            other = explainers[layer, method](images, classes)
            name = {"layer": layer, "method": method, "measure": "randomised", "down_to": down_to}
            yield name | estimate_mean(rank_correlation(heat, other))

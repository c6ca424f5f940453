"""The measures of many maps, as the rows of tables.

Maps are named by the layer and the method, or the baseline, that they come from. An estimate is a
mean over images with its 95% interval: `value`, `low`, `high`, and the number of `images`.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.evaluation.intervals import mean_with_t, wilson
from fashion_mnist.explanation.deletion_insertion import area, follow
from fashion_mnist.explanation.location import Masks, has_heat, point, share_on_item
from fashion_mnist.explanation.similarity import rank_correlation
from fashion_mnist.images.arrays import Floats

Maps = Mapping[tuple[str, str], Floats]
Row = dict[str, str | float]

ANY_LAYER = "any"  # of a baseline that is the same for all


def repeat_for_layers(table: pd.DataFrame) -> pd.DataFrame:
    """Give each model's baselines that are the same for all layers to every layer of the model.

    Args:
        table: with columns `model`, `layer` and `method`.
    """
    is_common = table["layer"] == ANY_LAYER
    layers = table.loc[~is_common, ["model", "layer"]].drop_duplicates()
    repeated = table[is_common].drop(columns="layer").merge(layers, on="model")
    return pd.concat([table[~is_common], repeated], ignore_index=True)


def estimate_mean(values: NDArray[np.floating]) -> dict[str, float]:
    """The mean of values (n,) with Student's interval; NaN where these are not defined."""
    value, low, high = mean_with_t(values)
    return {"value": value, "low": low, "high": high, "images": len(values)}


def estimate_share(hits: NDArray[np.floating | np.bool_]) -> dict[str, float]:
    """The share of hits (n,), each from 0 to 1, with the interval of Wilson (1927)."""
    low, high = wilson(float(hits.sum()), len(hits))
    return {"value": float(hits.mean()), "low": low, "high": high, "images": len(hits)}


def locate(maps: Maps, items: Masks) -> Iterator[Row]:
    """Where the heat lies: `with_heat`, `heat_on_item` and `pointing_game`, and chance."""
    chance = estimate_mean(items.mean(axis=(1, 2)))
    for measure in ("heat_on_item", "pointing_game"):
        yield {"layer": ANY_LAYER, "method": "chance", "measure": measure, **chance}
    for (layer, method), heat in maps.items():
        measures = {
            "with_heat": estimate_share(has_heat(heat)),
            "heat_on_item": estimate_mean(share_on_item(heat, items)),
            "pointing_game": estimate_share(point(heat, items)),
        }
        for measure, estimate in measures.items():
            yield {"layer": layer, "method": method, "measure": measure, **estimate}


def trace(
    predict: Callable[[Floats], Floats],
    images: Floats,
    classes: NDArray[np.integer],
    maps: Maps,
    n_steps: int,
    seed: int,
) -> tuple[list[Row], list[Row]]:
    """The areas under the curves of deletion and insertion, and the points of the curves.

    Takes what `follow` does; pixels are removed and inserted in `n_steps` equal steps.
    """
    fractions = np.linspace(0, 1, n_steps + 1)
    areas, points = [], []
    for (layer, method), heat in maps.items():
        for curve, probabilities in follow(predict, images, classes, heat, fractions, seed).items():
            name = {"layer": layer, "method": method, "measure": curve}
            areas.append(name | estimate_mean(area(probabilities, fractions)))
            points += [
                name | {"fraction": fraction} | estimate_mean(probability)
                for fraction, probability in zip(fractions, probabilities, strict=True)
            ]
    return areas, points


def compare_images(maps: Maps) -> Iterator[Row]:
    """How like each map is that of another image, the one before."""
    for (layer, method), heat in maps.items():
        correlations = rank_correlation(heat, np.roll(heat, 1, axis=0))
        name = {"layer": layer, "method": method, "measure": "another_image"}
        yield name | estimate_mean(correlations)

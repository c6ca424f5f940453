"""How accurate a model stays on changed test images."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fashion_mnist.evaluation.intervals import add_wilson, percentiles
from fashion_mnist.images.arrays import (
    Floats,
    Labels,
    ScaledImages,
    apply_levels,
    check_square_and_grey,
)
from fashion_mnist.robustness.backgrounds import KINDS
from fashion_mnist.robustness.corruptions import CONDITIONS, CORRUPTIONS, apply_condition, sample

Predict = Callable[[Floats], NDArray[np.floating]]

RESAMPLES = 1000


def assess_sample(
    predict: Predict, images: ScaledImages, labels: Labels, n: int, seed: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Measure a model, as `assess` does, on about n of the grey images (m, size, size, 1).

    It is given the levels of what became of their brightness.
    """
    check_square_and_grey(images)
    chosen = sample(labels, n, seed)
    return assess(
        lambda changed: predict(apply_levels(changed, images.levels)),
        images.brightness()[chosen, ..., 0],
        labels[chosen],
        seed,
    )


def assess(
    predict: Predict, images: Floats, labels: Labels, seed: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Measure a model under every condition.

    Args:
        predict: probabilities (n, n_classes) of images (n, h, w, c), grey or coloured.
        images: clean ones, (n, h, w) in [0, 1].
        labels: (n,).
        seed: decides every random choice.

    Returns:
        What `tabulate` and `summarise` give.
    """
    correct = np.array(
        [
            predict(apply_condition(images, *condition, seed)).argmax(axis=1) == labels
            for condition in CONDITIONS
        ]
    )
    return tabulate(correct), summarise(correct, seed)


def tabulate(correct: NDArray[np.bool_]) -> pd.DataFrame:
    """A row for each condition and severity: `images`, `accuracy`, and its 95% interval (Wilson).

    Args:
        correct: (len(CONDITIONS), n), whether the prediction of each image was right.
    """
    n = correct.shape[1]
    table = pd.DataFrame(CONDITIONS, columns=["condition", "severity"])
    counted = table.assign(images=n, right=correct.sum(1), accuracy=correct.mean(1))
    return add_wilson(counted, ("accuracy_low", "accuracy_high")).drop(columns="right")


def summarise(correct: NDArray[np.bool_], seed: int) -> dict[str, float]:
    """The relative robustness of a model, with a 95% interval by resampling the images.

    Relative robustness is the mean accuracy over all conditions but `clean`, those with severities
    first averaged over them, divided by the clean accuracy.
    """
    n = correct.shape[1]
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), RESAMPLES)
    low, high = percentiles(_relative(counts @ correct.T.astype(np.float32) / n))
    means = _by_condition(correct.mean(1)[None])
    return {
        "clean": float(means["clean"].iloc[0]),
        "geometry": float(means["geometry"].iloc[0]),
        "backgrounds": float(means[list(KINDS)].mean(axis=1).iloc[0]),
        "corruptions": float(means[list(CORRUPTIONS)].mean(axis=1).iloc[0]),
        "relative_robustness": float(_relative(correct.mean(1)[None])[0]),
        "relative_robustness_low": low,
        "relative_robustness_high": high,
        "images": n,
    }


def _by_condition(accuracies: NDArray[np.floating]) -> pd.DataFrame:
    """Average accuracies (m, len(CONDITIONS)) over the severities: a column for each condition."""
    names = [condition for condition, _ in CONDITIONS]
    return pd.DataFrame(accuracies.T, index=names).groupby(level=0, sort=False).mean().T


def _relative(accuracies: NDArray[np.floating]) -> NDArray[np.floating]:
    means = _by_condition(accuracies)
    clean = means.pop("clean").to_numpy()
    return np.asarray(means.mean(axis=1).to_numpy() / np.maximum(clean, np.finfo(float).tiny))

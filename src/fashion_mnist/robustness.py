"""How accurate a model stays on changed test images: other backgrounds, places, and corruptions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.stats.proportion import proportion_confint

from fashion_mnist.arrays import Floats, Labels, draw_sample
from fashion_mnist.backgrounds import KINDS, make_backgrounds
from fashion_mnist.composition import compose, place
from fashion_mnist.corruptions import CORRUPTIONS, corrupt

Predict = Callable[[Floats], NDArray[np.floating[Any]]]

SEVERITIES = range(1, 6)
RESAMPLES = 1000
# Each condition with its severity, 0 where it has only one.
CONDITIONS: tuple[tuple[str, int], ...] = (
    ("clean", 0),
    ("geometry", 0),
    *((kind, 0) for kind in KINDS),
    *((name, severity) for name in CORRUPTIONS for severity in SEVERITIES),
)


def sample(labels: Labels, n: int, seed: int) -> NDArray[np.intp]:
    """Indices of about n images, stratified by label; all if there are no more."""
    return draw_sample(labels, min(1, n / len(labels)), seed)


def change(images: Floats, condition: str, severity: int, seed: int) -> Floats:
    """Put images (n, h, w) in [0, 1] under a condition; the same images for the same seed.

    Returns:
        (n, h, w, 1), or on the backgrounds (n, h, w, 3); their sources are held out for tests.
    """
    rng = np.random.default_rng([seed, CONDITIONS.index((condition, severity))])
    for kind in KINDS:
        if kind == condition:
            n, size = images.shape[:2]
            return compose(images, make_backgrounds(kind, "test", n, size, rng), rng)
    if condition == "geometry":
        images = place(images, rng)
    elif condition in CORRUPTIONS:
        images = corrupt(condition, images, severity, rng)
    return images[..., np.newaxis]


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
            predict(change(images, *condition, seed)).argmax(axis=1) == labels
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
    low, high = proportion_confint(correct.sum(1), n, method="wilson")
    table = pd.DataFrame(CONDITIONS, columns=["condition", "severity"])
    return table.assign(images=n, accuracy=correct.mean(1), accuracy_low=low, accuracy_high=high)


def summarise(correct: NDArray[np.bool_], seed: int) -> dict[str, float]:
    """The relative robustness of a model, with a 95% interval by resampling the images.

    Relative robustness is the mean accuracy over all conditions but `clean`, those with severities
    first averaged over them, divided by the clean accuracy.
    """
    n = correct.shape[1]
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), RESAMPLES)
    resampled = _relative(counts @ correct.T.astype(np.float32) / n)
    low, high = np.quantile(resampled, [0.025, 0.975])
    means = _by_condition(correct.mean(1)[None])
    return {
        "clean": float(means["clean"].iloc[0]),
        "geometry": float(means["geometry"].iloc[0]),
        "backgrounds": float(means[list(KINDS)].mean(axis=1).iloc[0]),
        "corruptions": float(means[list(CORRUPTIONS)].mean(axis=1).iloc[0]),
        "relative_robustness": float(_relative(correct.mean(1)[None])[0]),
        "relative_robustness_low": float(low),
        "relative_robustness_high": float(high),
        "images": n,
    }


def _by_condition(accuracies: NDArray[np.floating[Any]]) -> pd.DataFrame:
    """Average accuracies (m, len(CONDITIONS)) over the severities: a column for each condition."""
    names = [condition for condition, _ in CONDITIONS]
    return pd.DataFrame(accuracies.T, index=names).groupby(level=0, sort=False).mean().T


def _relative(accuracies: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    means = _by_condition(accuracies)
    clean = means.pop("clean").to_numpy()
    return np.asarray(means.mean(axis=1).to_numpy() / np.maximum(clean, np.finfo(float).tiny))

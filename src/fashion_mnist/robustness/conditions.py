"""The conditions under which models are measured: backgrounds, places, and corruptions."""

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats, Labels
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.parameters.robust import KINDS
from fashion_mnist.robustness.backgrounds import make_backgrounds
from fashion_mnist.robustness.composition import compose, place
from fashion_mnist.robustness.corruptions import CORRUPTIONS, corrupt

SEVERITIES = range(1, 6)

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
        (n, h, w, 1), or on the backgrounds (n, h, w, 3). The photographs and textures of these are
        held out for tests; the other kinds are drawn at random as in training.
    """
    rng = np.random.default_rng([seed, CONDITIONS.index((condition, severity))])
    if condition in KINDS:
        n, size = images.shape[:2]
        return compose(images, make_backgrounds(condition, "test", n, size, rng), rng)
    if condition == "geometry":
        images = place(images, rng)
    elif condition in CORRUPTIONS:
        images = corrupt(condition, images, severity, rng)
    return images[..., np.newaxis]

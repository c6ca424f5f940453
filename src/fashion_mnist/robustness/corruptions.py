"""Corruptions of test images at five severities, and the accuracy of models under them."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
import pandas as pd
import scipy
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from fashion_mnist.evaluation.intervals import Values, add_wilson, percentiles, resample_means
from fashion_mnist.images import arrays
from fashion_mnist.images.arrays import Floats, Labels, ScaledImages
from fashion_mnist.images.splitting import draw_sample
from fashion_mnist.robustness.backgrounds import KINDS, make_backgrounds
from fashion_mnist.robustness.composition import compose, place_at_random, transform

Corruption = Callable[[Floats, float, Generator], Values]
Predict = Callable[[Floats], Values]
SEVERITIES = range(1, 6)
RESAMPLES = 1000


def corrupt(name: str, images: Floats, severity: int, rng: Generator) -> Floats:
    """Corrupt images (n, h, w) in [0, 1] at a severity of 1 to 5."""
    change, strengths = CORRUPTIONS[name]
    return np.clip(change(images, strengths[severity - 1], rng), 0, 1).astype(np.float32)


def noise(images: Floats, deviation: float, rng: Generator) -> Values:
    """Add Gaussian noise with the given standard deviation."""
    return images + rng.normal(0, deviation, images.shape)


def blur(images: Floats, deviation: float, _: Generator) -> Values:
    """Blur with a Gaussian of the given standard deviation in pixels."""
    return np.asarray(scipy.ndimage.gaussian_filter(images, (0, deviation, deviation)))


def contrast(images: Floats, factor: float, _: Generator) -> Values:
    """Multiply the differences from the image's mean by a factor."""
    mean = images.mean((1, 2), keepdims=True)
    return np.asarray(mean + factor * (images - mean))


def occlusion(images: Floats, side: float, rng: Generator) -> Values:
    """Cover a random square, of `side` pixels if the image is larger, with a random grey."""
    n, height, width = images.shape
    side = min(side, height, width)
    down = np.arange(height) - rng.integers(0, height - side + 1, (n, 1))
    right = np.arange(width) - rng.integers(0, width - side + 1, (n, 1))
    covered = ((down >= 0) & (down < side))[:, :, None] & ((right >= 0) & (right < side))[:, None]
    return np.where(covered, rng.random((n, 1, 1)), images)


def rotation(images: Floats, degrees: float, rng: Generator) -> Values:
    """Rotate clockwise or anticlockwise, at random."""
    return transform(images, angle=np.radians(rng.choice([-degrees, degrees], len(images))))


def shift(images: Floats, pixels: float, rng: Generator) -> Values:
    """Shift in a random direction and fill with 0."""
    direction = rng.uniform(0, 2 * np.pi, len(images))
    steps = pixels * np.stack([np.sin(direction), np.cos(direction)], axis=1)
    return transform(images, shift=steps)


def pixelate(images: Floats, side: float, _: Generator) -> Floats:
    """Downsample to `side` pixels by averaging, and enlarge again."""
    size, box, nearest = (int(side), int(side)), Image.Resampling.BOX, Image.Resampling.NEAREST
    return _apply_to_each(lambda image: image.resize(size, box).resize(image.size, nearest), images)


def jpeg(images: Floats, quality: float, _: Generator) -> Floats:
    """Encode as JPEG and decode again."""

    def recompress(image: Image.Image) -> Image.Image:
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=int(quality))
        return Image.open(buffer)

    return _apply_to_each(recompress, images)


def _apply_to_each(change: Callable[[Image.Image], Image.Image], images: Floats) -> Floats:
    greys = np.rint(images * 255).astype(np.uint8)
    changed = [np.asarray(change(Image.fromarray(image))) for image in greys]
    return arrays.to_brightness(np.stack(changed))


# The function of each corruption, and its strengths from the least to the most severe.
CORRUPTIONS: dict[str, tuple[Corruption, tuple[float, ...]]] = {
    "noise": (noise, (0.08, 0.12, 0.18, 0.26, 0.38)),
    "blur": (blur, (0.5, 0.8, 1.1, 1.5, 2)),
    "contrast": (contrast, (0.75, 0.5, 0.4, 0.3, 0.15)),
    "brightness": (lambda images, step, _: images + step, (0.1, 0.2, 0.3, 0.4, 0.5)),
    "occlusion": (occlusion, (4, 7, 9, 12, 14)),
    "rotation": (rotation, (5, 10, 20, 30, 45)),
    "shift": (shift, (1, 2, 3, 5, 7)),
    "scale": (lambda images, factor, _: transform(images, scale=factor), (0.9, 0.8, 0.7, 0.6, 0.5)),
    "pixelate": (pixelate, (20, 16, 14, 10, 7)),
    "jpeg": (jpeg, (25, 18, 15, 10, 7)),
}

# Each condition with its severity, 0 where it has only one.
CONDITIONS: tuple[tuple[str, int], ...] = (
    ("clean", 0),
    ("geometry", 0),
    *((kind, 0) for kind in KINDS),
    *((name, severity) for name in CORRUPTIONS for severity in SEVERITIES),
)


def apply_condition(images: Floats, condition: str, severity: int, seed: int) -> Floats:
    """Apply a condition to images (n, h, w) in [0, 1]; the same seed gives the same result.

    The result is (n, h, w, 1), or (n, h, w, 3) on backgrounds. Photographs and textures of
    backgrounds are held out for tests; the other kinds are drawn at random as in training.
    """
    rng = np.random.default_rng([seed, CONDITIONS.index((condition, severity))])
    if condition in KINDS:
        n, size = images.shape[:2]
        return compose(images, make_backgrounds(condition, "test", n, size, rng), rng)
    if condition == "geometry":
        images = place_at_random(images, rng)
    elif condition in CORRUPTIONS:
        images = corrupt(condition, images, severity, rng)
    return images[..., np.newaxis]


def assess_sample(
    predict: Predict, images: ScaledImages, labels: Labels, n: int, seed: int
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Assess a model under every condition: return the results of `tabulate` and `summarise`.

    Conditions apply to the brightness of a stratified sample of about n grey images (m, size, size,
    1). `predict` maps the result, grey or coloured, in the levels of `images`, to probabilities.
    """
    arrays.check_square_and_grey(images)
    chosen = draw_sample(labels, n / len(labels), seed)
    brightness = images.brightness()[chosen, ..., 0]
    changed = (apply_condition(brightness, *condition, seed) for condition in CONDITIONS)
    scaled = (arrays.apply_levels(batch, images.levels) for batch in changed)
    correct = np.array([predict(batch).argmax(axis=1) == labels[chosen] for batch in scaled])
    return tabulate(correct), summarise(correct, seed)


def tabulate(correct: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the `accuracy` for each condition from correct predictions (len(CONDITIONS), n).

    The 95% interval of the accuracy (Wilson, 1927) is in `accuracy_low` and `accuracy_high`.
    """
    table = pd.DataFrame(CONDITIONS, columns=["condition", "severity"]).assign(
        images=correct.shape[1], right=correct.sum(1), accuracy=correct.mean(1)
    )
    return add_wilson(table, ("accuracy_low", "accuracy_high")).drop(columns="right")


def summarise(correct: NDArray[np.bool_], seed: int) -> dict[str, float]:
    """Summarise the robustness of a model from correct predictions (len(CONDITIONS), n).

    Relative robustness is the mean accuracy over all conditions except `clean`, divided by the
    clean accuracy. Accuracies are first averaged over severities. Its 95% interval is a bootstrap
    of the images.
    """
    resampled = resample_means(correct, RESAMPLES, np.random.default_rng(seed))
    low, high = percentiles(_relative_robustness(resampled))
    accuracies = correct.mean(1)[None]
    means = _by_condition(accuracies)
    return {
        "clean": float(means["clean"][0]),
        "geometry": float(means["geometry"][0]),
        "backgrounds": float(means[list(KINDS)].mean(axis=1)[0]),
        "corruptions": float(means[list(CORRUPTIONS)].mean(axis=1)[0]),
        "relative_robustness": float(_relative_robustness(accuracies)[0]),
        "relative_robustness_low": low,
        "relative_robustness_high": high,
        "images": correct.shape[1],
    }


def _by_condition(accuracies: Values) -> pd.DataFrame:
    """Average accuracies (m, len(CONDITIONS)) over severities into a column for each condition."""
    names = [condition for condition, _ in CONDITIONS]
    return pd.DataFrame(accuracies.T, index=names).groupby(level=0, sort=False).mean().T


def _relative_robustness(accuracies: Values) -> Values:
    means = _by_condition(accuracies)
    clean = means.pop("clean").to_numpy()
    return np.asarray(means.mean(axis=1).to_numpy() / np.maximum(clean, np.finfo(float).tiny))

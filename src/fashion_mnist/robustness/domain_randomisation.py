"""Domain randomisation: training images with random colours, positions and backgrounds.

Tobin et al., 2017, "Domain Randomization for Transferring Deep Neural Networks from Simulation to
the Real World", arXiv:1703.06907.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images import arrays
from fashion_mnist.images.arrays import BRIGHTNESS, AnyImages, Floats
from fashion_mnist.pictures.photographs import crop_at_random
from fashion_mnist.robustness import composition
from fashion_mnist.robustness.backgrounds import Colours, Part, Randomisation, make_backgrounds

Seeds = NDArray[np.int64]
DRAWING_SHARE = 0.1  # the share of items on backgrounds that become drawings


class DomainRandomisation(NamedTuple):
    """Backgrounds (n, size, size, 3) uint8, and how images of the classes are put onto them."""

    backgrounds: Colours
    options: Randomisation
    classes: Sequence[str]


class TrainingPhotographs(NamedTuple):
    """Squares (n, edge, edge, 3) uint8 around the items of photographs, and labels (n, n_classes).

    A row of labels is 1 for each class that the photograph may show, or has equal parts of all
    classes if it shows none of them. Photographs make up a `share` of each batch, and a share of
    them, `jittered`, gets other colours.
    """

    squares: Colours
    labels: Floats
    share: float
    jittered: float


def make_all_backgrounds(
    train_images: AnyImages, randomisation: Randomisation, seed: int
) -> tuple[Colours, Colours]:
    """Make backgrounds (n, size, size, 3) uint8 for training, and others for validation.

    They have the images' size, and there are equal numbers of each kind, at least one.
    """
    arrays.check_square_and_grey(train_images)
    rng, kinds = np.random.default_rng(seed), randomisation.kinds
    n, size = max(1, randomisation.backgrounds // len(kinds)), train_images.shape[1]

    def mix(part: Part) -> Colours:
        return np.concatenate([make_backgrounds(kind, part, n, size, rng) for kind in kinds])

    return mix("train"), mix("validation")


def randomise(
    images: Floats, labels: Floats, seed: int | Seeds, randomisation: DomainRandomisation
) -> Floats:
    """Put a random share of grey images (n, h, w, 1) in [0, 1] onto random backgrounds.

    The other images only get three equal channels. On backgrounds, half of the items of the classes
    in `pairs` appear as pairs. The same seed, one integer or several, gives the same
    images (n, h, w, 3) in [0, 1]. A few items become drawings.
    """
    backgrounds, options, classes = randomisation
    rng, randomised = np.random.default_rng(seed), arrays.to_channels(images, 3)
    chosen = rng.random(len(images)) < options.share
    if not (n := chosen.sum()):
        return randomised
    greys = images[chosen, ..., 0]
    items = composition.add_prints_and_creases(greys, rng, options.prints, options.creases)
    is_drawn = rng.random(n) < DRAWING_SHARE
    items[is_drawn] = composition.turn_into_drawings(greys[is_drawn], rng)
    moved = composition.random_affine(items, rng, options.min_scale, options.degrees)
    paired = np.array([name in options.pairs for name in classes])
    is_pair = paired[labels[chosen].argmax(axis=1)] & (rng.random(n) < 0.5)
    moved[is_pair] = composition.make_pairs(items[is_pair], *rng.spawn(1))
    composed = composition.compose(moved, backgrounds[rng.integers(len(backgrounds), size=n)], rng)
    randomised[chosen] = composition.light_from_side(composed, rng, options.side_light)
    return randomised


def compose_batch(
    images: Floats,
    labels: Floats,
    seed: Seeds,
    randomisation: DomainRandomisation,
    photographs: TrainingPhotographs | None = None,
    levels: Floats = BRIGHTNESS,
) -> tuple[Floats, Floats]:
    """Compose a training batch of randomised images and a share of real photographs, if given.

    Backgrounds without an item get labels with equal parts of all classes. The order is random, so
    that each half of a batch, which batch normalisation takes alone, has its share of photographs.
    Images (n, h, w, 1) in [0, 1] become (n, h, w, 3), in the `levels` (256,) of the pixel values;
    labels are (n, n_classes).
    """
    backgrounds, options, _ = randomisation
    composed = randomise(images, labels, seed, randomisation)
    rng = np.random.default_rng([*seed, 1])
    is_empty = rng.random((len(images), 1)) < options.empty
    drawn = arrays.to_brightness(backgrounds[rng.integers(len(backgrounds), size=len(images))])
    composed = np.where(is_empty[..., None, None], drawn, composed)
    labels = np.where(is_empty, np.float32(1 / labels.shape[1]), labels)
    if photographs is None:
        return arrays.apply_levels(composed, levels), labels
    squares, labels_of_squares, share, jittered = photographs
    n = round(share * len(images))
    chosen = rng.integers(len(squares), size=n)
    shown = arrays.to_brightness(crop_at_random(squares[chosen], images.shape[1], rng))
    shown = composition.colour_jitter(shown, rng, jittered)
    shown = composition.light_from_side(shown, rng, options.side_light)
    composed = np.concatenate([shown, composed[n:]])
    labels = np.concatenate([labels_of_squares[chosen], labels[n:]])
    order = rng.permutation(len(images))
    return arrays.apply_levels(composed[order], levels), labels[order]

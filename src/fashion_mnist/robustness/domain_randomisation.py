"""Domain randomisation: training images in random colours, places and surroundings.

Tobin et al., 2017, "Domain Randomization for Transferring Deep Neural Networks from Simulation to
the Real World", arXiv:1703.06907.
"""

import numpy as np
from numpy.typing import NDArray

from fashion_mnist.images.arrays import Floats, to_channels
from fashion_mnist.parameters.robust import Randomisation
from fashion_mnist.robustness.backgrounds import Colours, Part, make_backgrounds
from fashion_mnist.robustness.composition import compose, place

Seeds = NDArray[np.int64]


def make_all_backgrounds(
    randomisation: Randomisation, size: int, seed: int
) -> tuple[Colours, Colours]:
    """Backgrounds (n, size, size, 3) uint8 for training, and from other sources for validation."""
    rng = np.random.default_rng(seed)
    train = mix_backgrounds(randomisation, "train", size, rng)
    return train, mix_backgrounds(randomisation, "validation", size, rng)


def mix_backgrounds(
    randomisation: Randomisation, part: Part, size: int, rng: np.random.Generator
) -> Colours:
    """Make as many backgrounds of each kind, (n, size, size, 3) uint8, of one part's sources."""
    kinds = randomisation.kinds
    n = randomisation.backgrounds // len(kinds)
    return np.concatenate([make_backgrounds(kind, part, n, size, rng) for kind in kinds])


def randomise(
    images: Floats, seed: int | Seeds, backgrounds: Colours, randomisation: Randomisation
) -> Floats:
    """Put a random share of grey images (n, h, w, 1) onto random backgrounds: (n, h, w, 3).

    The others stay as they are, with three equal colours. The same seed, one integer or several,
    gives the same images.
    """
    rng, n = np.random.default_rng(seed), len(images)
    chosen = backgrounds[rng.integers(len(backgrounds), size=n)]
    moved = place(images[..., 0], rng, (randomisation.smallest, 1), randomisation.degrees)
    composed = compose(moved, chosen, rng)
    plain = rng.random((n, 1, 1, 1)) >= randomisation.share
    return np.where(plain, to_channels(images, 3), composed)

"""Domain randomisation: training images in random colours, places and surroundings.

Tobin et al., 2017, "Domain Randomization for Transferring Deep Neural Networks from Simulation to
the Real World", arXiv:1703.06907.
"""

import numpy as np

from fashion_mnist.arrays import Floats, to_channels
from fashion_mnist.backgrounds import Colours, Part, make_backgrounds
from fashion_mnist.composition import compose, place
from fashion_mnist.parameters import Randomisation


def mix_backgrounds(
    randomisation: Randomisation, part: Part, size: int, rng: np.random.Generator
) -> Colours:
    """Make as many backgrounds of each kind, (n, size, size, 3) uint8, of one part's sources."""
    kinds = randomisation.kinds
    n = randomisation.backgrounds // len(kinds)
    return np.concatenate([make_backgrounds(kind, part, n, size, rng) for kind in kinds])


def randomise(
    images: Floats, backgrounds: Colours, randomisation: Randomisation, rng: np.random.Generator
) -> Floats:
    """Put a random share of grey images (n, h, w, 1) onto random backgrounds: (n, h, w, 3).

    The others stay as they are, with three equal colours.
    """
    n = len(images)
    chosen = backgrounds[rng.integers(len(backgrounds), size=n)]
    moved = place(images[..., 0], rng, (randomisation.smallest, 1), randomisation.degrees)
    composed = compose(moved, chosen, rng)
    plain = rng.random((n, 1, 1, 1)) >= randomisation.share
    return np.where(plain, to_channels(images, 3), composed)

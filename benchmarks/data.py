"""The real data, as made by `kedro run --pipelines=data_engineering`."""

from pathlib import Path

import numpy as np

from fashion_mnist.images.arrays import Floats, ScaledImages, add_channel, one_hot
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines.data_engineering.pipeline import normalise

SHAPE = (28, 28, 1)
FOLDER = Path(__file__).parents[1] / "data/02_intermediate"


def load_split(part: str) -> tuple[ScaledImages, Floats]:
    """Load images (n, 28, 28, 1) and one-hot labels (n, 10) into memory.

    Raises:
        InputError: the data have not been prepared.
    """
    if not FOLDER.joinpath(part, "pixels.npy").exists():
        raise InputError(
            "Expected prepared data. Received none: kedro run --pipelines=data_engineering"
        )
    pixels, labels = (np.load(FOLDER / part / f"{name}.npy") for name in ("pixels", "labels"))
    return add_channel(normalise(pixels)), one_hot(labels, range(10))

"""The real data, as `kedro run --pipelines=data_engineering` leaves them."""

from pathlib import Path

import numpy as np

from fashion_mnist.images.arrays import Floats

FOLDER = Path(__file__).parents[1] / "data/05_model_input"


def load_split(part: str) -> tuple[Floats, Floats, Floats]:
    """Images (n, 28, 28, 1), the same flat (n, 784), and one-hot labels (n, 10), in memory."""
    if not FOLDER.joinpath(part, "images.npy").exists():
        raise SystemExit("There are no data yet: kedro run --pipelines=data_engineering")
    images, flat, labels = (
        np.load(FOLDER / part / f"{name}.npy") for name in ("images", "flat", "one_hot")
    )
    return images, flat, labels

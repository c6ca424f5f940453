"""The packaged network: it classifies pictures right after the installation.

It is a network for pictures that was trained on photographs. `make release-network` writes it as
one ONNX file with its card.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from fashion_mnist.evaluation.ensemble import pool_equally
from fashion_mnist.images.arrays import Floats, Images, Labels, in_batches
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import PictureModel

CARD = "fashion_mnist"  # the key of the card in the file's metadata
FILE = files("fashion_mnist.pictures") / "released.onnx"
BATCH_SIZE = 256  # images


def load_released(path: Path | Traversable = FILE) -> PictureModel:
    """Load a network from a file, by default the one in the package.

    Its `card` has the `classes` and the `classifier`; `levels`, the input value for each of the 256
    pixel values; `made`, the commit, machine, seed and parameters of the training; and `data`, the
    digests of the images it was trained on.

    Raises:
        InputError: the file cannot be opened.
    """
    try:
        return open_released(path.read_bytes())
    except Exception as error:  # onnxruntime's exceptions have no common class
        raise InputError(
            f"Expected the network that `make release-network` writes. Received {path}: {error}. "
            "Install the package again."
        ) from error


def open_released(content: bytes) -> PictureModel:
    """Open the network in the content of a file."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only
    session = onnxruntime.InferenceSession(content, options, ["CPUExecutionProvider"])
    card = json.loads(session.get_modelmeta().custom_metadata_map[CARD])
    levels = np.array(card["levels"], np.float32)

    def run(images: Images, output: str) -> Floats:
        batches = in_batches(images, BATCH_SIZE)
        return np.concatenate([session.run([output], {"images": levels[b]})[0] for b in batches])

    def predict(crops: Images) -> Floats:
        return pool_equally([run(crop, "probabilities") for crop in crops.swapaxes(0, 1)])

    def explain(crops: Images, labels: Labels) -> Floats:
        heat = run(crops[:, 0], "heat")  # of each class, (n, height, width, n_classes)
        return np.asarray(heat[np.arange(len(labels)), ..., labels])

    return PictureModel(card["classifier"], card["classes"], predict, explain, card)

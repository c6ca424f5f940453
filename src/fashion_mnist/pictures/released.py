"""The network in the box: it classifies pictures right after the installation.

It is a network for pictures that was trained on photographs. `make release-network` writes it as
one ONNX file with its card.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from fashion_mnist.evaluation.ensemble import pool_equally
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import Floats, Images, Labels, in_batches
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import tabulate_answers

CARD = "fashion_mnist"  # the key of the card in the file's metadata
FILE = files("fashion_mnist.pictures") / "released.onnx"
BATCH = 256  # images


class ReleasedNetwork:
    """A network for pictures in an ONNX file, with its card.

    Attributes:
        classes: their names, in the order of the probabilities.
        classifier: the description of the network, as `choose_classifier` returns it.
        card: both; `levels`, the input value for each of the 256 pixel values; `made`, the commit,
            machine, seed and parameters of the training; `data`, the digests of the images it was
            trained on.
    """

    def __init__(self, content: bytes) -> None:
        """Open the content of a file."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors only
        self._session = onnxruntime.InferenceSession(content, options, ["CPUExecutionProvider"])
        metadata = self._session.get_modelmeta().custom_metadata_map
        self.card: dict[str, Any] = json.loads(metadata[CARD])
        self.classes: list[str] = self.card["classes"]
        self.classifier: Mapping[str, Any] = self.card["classifier"]

    def run(self, images: Images, output: str) -> Floats:
        """Return an output of the network for images (n, height, width, channels), uint8.

        It is `probabilities` (n, n_classes), or `heat`, the Grad-CAM heat map of each class, (n,
        height, width, n_classes) in [0, 1].
        """
        levels = np.array(self.card["levels"], np.float32)
        batches = in_batches(images, BATCH)
        found = [self._session.run([output], {"images": levels[batch]}) for batch in batches]
        return np.concatenate([values for [values] in found])

    def predict(self, crops: Images) -> Floats:
        """Return the probabilities (n, n_classes) of pictures, pooled over the crops of each.

        The crops (n, n_crops, height, width, 3) are uint8.
        """
        return pool_equally([self.run(crop, "probabilities") for crop in crops.swapaxes(0, 1)])

    def answer(self, reasons: Mapping[str, str | None], seen: Images) -> tuple[Table, Labels]:
        """Classify pictures that have been converted, as `Answerer.answer` does."""
        probabilities = self.predict(seen)
        table = tabulate_answers(reasons, probabilities, self.classes, self.classifier)
        return table, probabilities.argmax(axis=1)

    def explain(self, seen: Images, labels: Labels) -> Floats:
        """Return heat maps (n, height, width) of the support for classes (n,) in the first crop."""
        heat = self.run(seen[:, 0], "heat")
        return np.asarray(heat[np.arange(len(labels)), ..., labels])


def load_released(path: Path | Traversable = FILE) -> ReleasedNetwork:
    """Load a network from a file, by default the one in the package.

    Raises:
        InputError: the file cannot be opened.
    """
    try:
        return ReleasedNetwork(path.read_bytes())
    except Exception as error:  # onnxruntime's exceptions have no common class
        raise InputError(
            f"Expected the network that `make release-network` writes. Received {path}: {error}. "
            "Install the package again."
        ) from error

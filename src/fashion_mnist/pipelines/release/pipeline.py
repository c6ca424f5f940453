"""The release pipeline."""

import logging
from typing import Any

import numpy as np
from kedro.pipeline import Pipeline, node, pipeline
from numpy.typing import NDArray

from fashion_mnist.evaluation.ensemble import pool_equally
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.export.released import write_released
from fashion_mnist.images.arrays import Floats, Images, Labels, ScaledImages
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.model_names import RELEASED
from fashion_mnist.pictures.answers import Inference, describe_classifier
from fashion_mnist.pictures.released import ReleasedNetwork
from fashion_mnist.pictures.types import InputSpec, OODDetector

log = logging.getLogger(__name__)


def create_pipeline() -> Pipeline:
    """Write the network for pictures as one file, and compare it with the one in the box."""
    return pipeline(
        [
            node(
                write,
                {
                    "network": "robust.network@fitted",
                    "detector": "robust.ood_detector",
                    "predictions": "photographs.predictions",
                    "classes": "params:classes",
                    "parameters": "params:robust",
                    "options": "params:inference",
                    "provenance": "robust.provenance",
                    "train_images": "train.images",
                    "photographs": "photographs.train.crops",
                },
                "release.network",
                name="write_network",
                namespace="release",
            ),
            node(
                compare,
                {
                    "written": "release.network",
                    "crops": "photographs.held_out.crops",
                    "labels": "photographs.held_out.labels",
                    "released": "pictures.released",
                },
                "release.comparison",
                name="compare_with_released",
                namespace="release",
            ),
        ],
        tags="release",
    )


def write(
    network: Model,
    detector: OODDetector,
    predictions: Table,
    classes: list[str],
    parameters: Network,
    options: Inference,
    provenance: dict[str, Any],
    train_images: ScaledImages,
    photographs: Images,
) -> bytes:
    """Write the network with its card, which has thresholds from the held-out photographs."""
    accuracy = options.accuracy_when_sure_on_photographs
    spec = InputSpec(list(network.input_shape[1:]), list(train_images.shape[1:]), cut_out=True)
    classifier = describe_classifier(RELEASED, predictions, classes, accuracy) | {
        "judged_on": "photographs",
        "input_spec": spec._asdict(),
        "weights": {RELEASED: 1.0},
        "own_detector": True,
    }
    return write_released(
        network,
        detector,
        classifier,
        classes,
        parameters,
        train_images.levels,
        provenance,
        train_images=train_images,
        photographs=photographs,
    )


def compare(
    written: bytes, crops: Images, labels: Floats, released: ReleasedNetwork | None = None
) -> dict[str, float]:
    """Compare the predictions for held-out photographs with those of the network in the box.

    Args:
        written: the new file.
        crops: (n, n_crops, height, width, 3).
        labels: (n, n_classes), 1 for each class that a photograph may show; less everywhere if it
            shows none.
        released: the network in the box, if there is one.

    Returns:
        The accuracy of the new network; with a network in the box, also its accuracy and the share
        of photographs that both classify alike.
    """
    new = _predict(ReleasedNetwork(written), crops)
    shows_class = (labels == 1).any(axis=1)
    found = {"accuracy": _score(new, labels, shows_class), "photographs": int(shows_class.sum())}
    if released is not None:
        old = _predict(released, crops)
        found["accuracy_before"] = _score(old, labels, shows_class)
        found["equal_predictions"] = float(np.mean((new == old)[shows_class]))
    log.info("Predictions for held-out photographs: %s", found)
    return found


def _predict(network: ReleasedNetwork, crops: Images) -> Labels:
    by_crop = [network.run(crop)[0] for crop in crops.swapaxes(0, 1)]
    return np.asarray(pool_equally(by_crop).argmax(axis=1))


def _score(predicted: Labels, labels: Floats, shows_class: NDArray[np.bool_]) -> float:
    return float(np.mean(labels[np.arange(len(labels)), predicted][shows_class] == 1))

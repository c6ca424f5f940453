"""The release pipeline."""

import logging
from functools import partial
from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table, score_predictions, tabulate_by_candidates
from fashion_mnist.export.released import write_released
from fashion_mnist.images.arrays import Floats, Images, ScaledImages
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.model_names import RELEASED
from fashion_mnist.pictures.answers import PHOTOGRAPHS, Inference, describe_classifier
from fashion_mnist.pictures.conversion import InputSpec
from fashion_mnist.pictures.ood import OODDetector
from fashion_mnist.pictures.released import ReleasedNetwork

log = logging.getLogger(__name__)


def create_pipeline() -> Pipeline:
    """Write the network for pictures as one file, and compare it with the one in the box."""
    step = partial(node, namespace="release")
    network = ["robust.network@fitted", "robust.ood_detector", "photographs.predictions"]
    options = ["params:classes", "params:robust", "params:inference", "robust.provenance"]
    photographs = ["photographs.held_out.crops", "photographs.held_out.labels"]
    nodes = [
        step(
            write,
            [*network, *options, "train.images", "photographs.train.squares"],
            "release.network",
            name="write_network",
        ),
        step(
            compare,
            ["release.network", *photographs, "pictures.released"],
            "release.comparison",
            name="compare_with_released",
        ),
    ]
    return pipeline(nodes, tags="release")


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
    sure, levels = options.accuracy_when_sure, train_images.levels
    classifier = describe_classifier(RELEASED, predictions, PHOTOGRAPHS, classes, sure)
    classifier["input_spec"] = InputSpec(list(network.input_shape[1:]), cut_out=True)._asdict()
    made = classifier, classes, parameters, levels, provenance
    return write_released(
        network, detector, *made, train_images=train_images, photographs=photographs
    )


def compare(
    written: bytes, crops: Images, labels: Floats, released: ReleasedNetwork | None = None
) -> dict[str, float]:
    """Compare the predictions for held-out photographs with those of the network in the box.

    Args:
        written: the new file.
        crops: (n, n_crops, height, width, 3).
        labels: (n, n_classes), 1 for each class that a photograph may show.
        released: the network in the box, if there is one.

    Returns:
        The accuracy of the new network; with a network in the box, also its accuracy and the share
        of photographs that both classify alike.
    """
    shows_class = (labels == 1).any(axis=1)
    crops, labels = crops[shows_class], labels[shows_class]

    def predict(network: ReleasedNetwork) -> Table:
        return tabulate_by_candidates(labels, network.predict(crops)[0], network.classes)

    new = predict(ReleasedNetwork(written))
    found = {"accuracy": score_predictions(new)["accuracy"], "photographs": len(new)}
    if released is not None:
        old = predict(released)
        found["accuracy_before"] = score_predictions(old)["accuracy"]
        found["equal_predictions"] = float((new["y_pred"] == old["y_pred"]).mean())
    log.info("Predictions for held-out photographs: %s", found)
    return found

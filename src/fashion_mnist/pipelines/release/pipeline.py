"""The release pipeline."""

import logging
from functools import partial
from typing import Any

import pandas as pd
from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.export.released import write_released
from fashion_mnist.images.arrays import Images, ScaledImages
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.model_names import RELEASED, ROBUST
from fashion_mnist.pictures.answers import PHOTOGRAPHS, Inference, describe_classifier
from fashion_mnist.pictures.conversion import InputSpec
from fashion_mnist.pictures.photographs import FOLDS
from fashion_mnist.pipelines import for_model
from fashion_mnist.pipelines.robust_template import train

log = logging.getLogger(__name__)
ALL = "all_folds"


def create_pipeline() -> Pipeline:
    """Train a network on all photographs, and write it as one file.

    Its thresholds come from networks like it, each of which was trained without one fold of the
    photographs and predicted it. `robust` is the first of these.
    """
    others = range(1, FOLDS)
    folds = [ROBUST, *(f"fold_{fold}" for fold in others)]
    trained = [for_model(ROBUST, train(held_out=fold), folds[fold]) for fold in others]
    trained += [for_model(ROBUST, train(held_out=None), ALL)]
    predicted = [f"{name}.photograph_predictions" for name in folds]
    inputs = [
        *(f"{ALL}.network@fitted", f"{ALL}.provenance", "release.photograph_predictions"),
        *("params:classes", f"params:{ROBUST}", "params:inference"),
        *("train.images", "photographs.squares"),
    ]
    step = partial(node, namespace="release")
    nodes = [
        step(join_folds, predicted, "release.photograph_predictions", name="join_folds"),
        step(write, inputs, "release.network", name="write_network"),
    ]
    return pipeline([*trained, *nodes], tags="release")


def join_folds(*predictions: Table) -> Table:
    """Join the predictions for all folds, each by the network that was trained without it."""
    return pd.concat(predictions, ignore_index=True)


def write(
    network: Model,
    provenance: dict[str, Any],
    predictions: Table,
    classes: list[str],
    parameters: Network,
    options: Inference,
    train_images: ScaledImages,
    photographs: Images,
) -> bytes:
    """Write the network with its card, which has thresholds from the networks of the folds."""
    classifier = describe_classifier(RELEASED, predictions, PHOTOGRAPHS, classes, options)
    log.info("Predictions for the folds that were held out: %s", classifier)
    classifier["input_spec"] = InputSpec(list(network.input_shape[1:]), cut_out=True)._asdict()
    made = classifier, classes, parameters, train_images.levels, provenance
    return write_released(network, *made, train_images=train_images, photographs=photographs)

"""The template of a network for pictures: train it, and judge it on photographs."""

from functools import partial

import numpy as np
from kedro.pipeline import Node, node
from numpy.typing import NDArray

from fashion_mnist.evaluation.ensemble import pool_equally
from fashion_mnist.evaluation.predictions import Table, tabulate_by_candidates
from fashion_mnist.images.arrays import Floats, Images, ScaledImages, apply_levels
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import predict
from fashion_mnist.networks.training import train_network
from fashion_mnist.parameters.model_names import ROBUST
from fashion_mnist.pictures.photographs import Photographs
from fashion_mnist.pipelines import with_arguments
from fashion_mnist.pipelines.network_template import FITTED, make_examples
from fashion_mnist.robustness.backgrounds import Colours, Randomisation
from fashion_mnist.robustness.domain_randomisation import (
    DomainRandomisation,
    TrainingPhotographs,
    compose_batch,
    randomise,
)

TRAIN = {
    "train_images": "train.images",
    "train_one_hot": "train.one_hot",
    "train_backgrounds": "train.backgrounds",
}
VALIDATION = {
    "validation_images": "validation.images",
    "validation_one_hot": "validation.one_hot",
    "validation_backgrounds": "validation.backgrounds",
}
OPTIONS = {
    "classes": "params:classes",
    "parameters": "params:model",
    "randomisation": "params:randomisation",
    "photographs": "params:photographs",
    "seed": "params:seed",
}
PREDICTION_INPUTS = ["train.images", "params:classes", "params:model"]


def train(held_out: int | None) -> list[Node]:
    """Return the nodes that train a network on the photographs of all folds but one, or of all.

    Its predictions for the fold that was held out show how good it is.
    """
    photographs = {"table": "photographs.table", "photograph_labels": "photographs.labels"}
    others = {"machine": "machine", "start": f"{ROBUST}.start"} | photographs
    inputs = TRAIN | VALIDATION | OPTIONS | others | {"squares": "photographs.squares"}
    nodes = [node(with_arguments(fit, held_out=held_out), inputs, FITTED, name="fit")]
    if held_out is not None:
        test = ["network@fitted", *photographs.values(), "photographs.crops", *PREDICTION_INPUTS]
        predict = with_arguments(predict_photographs, held_out=held_out)
        nodes += [node(predict, test, "photograph_predictions", name="answer_photographs")]
    return nodes


def fit(
    train_images: ScaledImages,
    train_one_hot: Floats,
    train_backgrounds: Colours,
    validation_images: ScaledImages,
    validation_one_hot: Floats,
    validation_backgrounds: Colours,
    classes: list[str],
    parameters: Network,
    randomisation: Randomisation,
    photographs: Photographs,
    seed: int,
    machine: dict[str, object],
    start: Model | None = None,
    table: Table | None = None,
    photograph_labels: Floats | None = None,
    squares: Images | None = None,
    *,
    held_out: int | None,
) -> tuple[Model, Table, Table, dict[str, float], dict[str, object]]:
    """Train a network on randomised images, and on real photographs if there are any.

    Return the network, its history, layers, cost and provenance, as `network_template.fit` does.
    """
    levels, brightness = train_images.levels, validation_images.brightness()[:]
    domain = DomainRandomisation(validation_backgrounds, randomisation, classes)
    randomised = randomise(brightness, validation_one_hot, seed, domain)
    train, validation = train_images.brightness(), apply_levels(randomised, levels)
    examples = make_examples(train, train_one_hot, validation, validation_one_hot)
    domain = DomainRandomisation(train_backgrounds, randomisation, classes)
    chosen = select_photographs(table, photograph_labels, squares, photographs, held_out)
    compose = partial(compose_batch, randomisation=domain, photographs=chosen, levels=levels)
    block = parameters.model_dump(mode="json") | {"randomisation": randomisation.model_dump()}
    if chosen is not None:
        block["photographs"] = photographs.model_dump() | {"held_out": held_out}
    provenance = machine | {"seed": seed, "parameters": block}
    return *train_network(*examples, parameters, seed, compose, start), provenance


def select_photographs(
    table: Table | None,
    labels: Floats | None,
    squares: Images | None,
    options: Photographs,
    held_out: int | None,
) -> TrainingPhotographs | None:
    """Select the photographs to train on, if there are any: those outside of the held-out fold."""
    if table is None or labels is None or squares is None:
        return None
    used = (table["fold"] != held_out).to_numpy()
    return TrainingPhotographs(squares[used], labels[used], options.share, options.colour_jitter)


def predict_photographs(
    network: Model,
    table: Table,
    labels: Floats,
    crops: Images,
    train_images: ScaledImages,
    classes: list[str],
    parameters: Network,
    *,
    held_out: int,
) -> Table:
    """Predict the held-out photographs of known classes, pooling all crops of each."""
    chosen = select_held_out(table, labels, held_out)
    pooled = predict_by_crops(network, crops[chosen], train_images.levels, parameters)
    return tabulate_by_candidates(labels[chosen], pooled, classes)


def select_held_out(table: Table, labels: Floats, held_out: int) -> NDArray[np.bool_]:
    """Return whether each photograph is in the held-out fold and shows a known class, (n,)."""
    return np.asarray((table["fold"] == held_out) & (labels == 1).any(axis=1))


def predict_by_crops(network: Model, crops: Images, levels: Floats, parameters: Network) -> Floats:
    """Return the normalised geometric mean (n, n_classes) over the crops of each picture.

    The crops (n, n_crops, size, size, 3) are uint8, and `levels` scale them.
    """
    scaled = (ScaledImages(crop, levels)[:] for crop in crops.swapaxes(0, 1))
    return pool_equally([predict(network, crop, parameters) for crop in scaled])

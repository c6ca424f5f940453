"""The robust pipeline."""

import logging

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table, tabulate_predictions
from fashion_mnist.images.arrays import Floats, Images, Labels, ScaledImages
from fashion_mnist.images.checks import have_black_corners
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.model_names import ROBUST
from fashion_mnist.pictures.conversion import InputSpec, convert_each
from fashion_mnist.pipelines import for_model, robust_template
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.pipelines.network_template import predict_and_explain
from fashion_mnist.robustness.backgrounds import Colours, Randomisation
from fashion_mnist.robustness.domain_randomisation import (
    DomainRandomisation,
    make_all_backgrounds,
    randomise,
)


def create_pipeline() -> Pipeline:
    """Train a network on images with random backgrounds, predict with it, and report on it."""
    options = ["params:randomisation", "params:seed"]
    validation = [*robust_template.VALIDATION.values(), "validation.labels"]
    inputs = ["train.images", *validation, "params:classes", *options]
    taken, backgrounds = ["train.images", *options], ["train.backgrounds", "validation.backgrounds"]
    labels, crops = "validation_pictures.labels", "validation_pictures.crops"
    made = [
        node(make_all_backgrounds, taken, backgrounds, name="make_backgrounds"),
        node(make_validation_pictures, inputs, [labels, crops], name="make_validation_pictures"),
    ]
    pictures = ["network@fitted", crops, labels, *robust_template.PREDICTION_INPUTS]
    predicted = "randomised_validation_predictions"
    network = [
        *robust_template.train(held_out=0),
        node(predict_validation_pictures, pictures, predicted, name="answer_validation_pictures"),
        *predict_and_explain(),
    ]
    return pipeline([*made, for_model(ROBUST, network), report_model(ROBUST)], tags="robust")


def make_validation_pictures(
    train_images: ScaledImages,
    validation_images: ScaledImages,
    validation_one_hot: Floats,
    validation_backgrounds: Colours,
    validation_labels: Labels,
    classes: list[str],
    randomisation: Randomisation,
    seed: int,
) -> tuple[Labels, Images]:
    """Put validation images onto backgrounds, and convert them like users' pictures.

    Return the labels of the images in which an item was found, (n,), and their crops for a network
    that takes colours.
    """
    if others := set(randomisation.pairs).difference(classes):
        logging.getLogger(__name__).info(
            "Ignoring `randomisation.pairs` that are no classes: %s", sorted(others)
        )
    domain = DomainRandomisation(validation_backgrounds, randomisation, classes)
    brightness = validation_images.brightness()[:]
    randomised = randomise(brightness, validation_one_hot, seed, domain)
    spec = InputSpec([*train_images.shape[1:3], 3], have_black_corners(train_images.pixels))
    is_used, crops = convert_each(randomised, spec)
    return validation_labels[is_used], crops


def predict_validation_pictures(
    network: Model,
    crops: Images,
    labels: Labels,
    train_images: ScaledImages,
    classes: list[str],
    parameters: Network,
) -> Table:
    """Predict the pictures made of validation images, pooling all crops of each."""
    pooled = robust_template.predict_by_crops(network, crops, train_images.levels, parameters)
    return tabulate_predictions(labels, pooled, classes)

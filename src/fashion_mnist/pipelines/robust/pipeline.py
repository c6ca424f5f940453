"""The robust pipeline."""

from collections.abc import Callable
from functools import partial

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.ensemble import pool_equally
from fashion_mnist.evaluation.predictions import Table, tabulate_by_candidates, tabulate_predictions
from fashion_mnist.images import arrays
from fashion_mnist.images.arrays import AnyImages, Floats, Images, Labels, ScaledImages
from fashion_mnist.images.checks import have_black_corners
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import make_feature_extractor, predict
from fashion_mnist.networks.training import fit_network
from fashion_mnist.parameters.model_names import ROBUST
from fashion_mnist.pictures import ood, photographs
from fashion_mnist.pictures.answers import Inference
from fashion_mnist.pictures.conversion import InputSpec, convert_each
from fashion_mnist.pipelines import for_model
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.pipelines.network_template import FITTED, make_examples, predict_and_explain
from fashion_mnist.robustness import backgrounds, domain_randomisation
from fashion_mnist.robustness.domain_randomisation import Photographs, Surroundings, randomise

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
PHOTOGRAPHS = {
    "squares": "photographs.train.squares",
    "labels_of_squares": "photographs.train.labels",
}
ENOUGH = 10_000  # images to estimate the distribution of features


def create_pipeline() -> Pipeline:
    """Train a network on images with random backgrounds, predict with it, and report on it."""
    backgrounds = node(
        make_backgrounds,
        ["train.images", "params:randomisation", "params:seed"],
        ["train.backgrounds", "validation.backgrounds"],
        name="make_backgrounds",
    )
    options = ["params:classes", "params:randomisation", "params:seed"]
    labels, crops = "validation_pictures.labels", "validation_pictures.crops"
    pictures = node(
        make_validation_pictures,
        ["train.images", *VALIDATION.values(), "validation.labels", *options],
        [labels, crops],
        name="make_validation_pictures",
    )
    known = ["train.images", "params:classes"]
    network = [
        node(
            fit,
            TRAIN | VALIDATION | OPTIONS | {"machine": "machine", "start": "start"} | PHOTOGRAPHS,
            FITTED,
            name="fit",
        ),
        node(
            fit_ood_detector,
            TRAIN
            | {"validation_crops": crops}
            | OPTIONS
            | {"network": "network@fitted", "inference": "params:inference"}
            | PHOTOGRAPHS
            | {"held_out_crops": "photographs.held_out.crops"}
            | {"held_out_labels": "photographs.held_out.labels"},
            "ood_detector",
            name="fit_ood_detector",
        ),
        node(
            answer_validation_pictures,
            ["network@fitted", crops, labels, *known, "params:model"],
            "randomised_validation_predictions",
            name="answer_validation_pictures",
        ),
        *predict_and_explain(),
    ]
    held_out = ["photographs.held_out.crops", "photographs.held_out.labels"]
    photographs = node(
        answer_photographs,
        [f"{ROBUST}.network@fitted", *held_out, *known, f"params:{ROBUST}"],
        "photographs.predictions",
        name="answer_photographs",
    )
    robust = [for_model(ROBUST, network), report_model(ROBUST)]
    return pipeline([backgrounds, pictures, photographs, *robust], tags="robust")


def make_backgrounds(
    train_images: AnyImages, randomisation: backgrounds.Randomisation, seed: int
) -> tuple[backgrounds.Colours, backgrounds.Colours]:
    """Make backgrounds of the images' size for training and validation, from different sources."""
    arrays.check_square_and_grey(train_images)
    return domain_randomisation.make_all_backgrounds(randomisation, train_images.shape[1], seed)


def make_composer(
    surroundings: Surroundings,
    squares: Images | None,
    labels_of_squares: Floats | None,
    photographs: photographs.Photographs,
    levels: Floats,
) -> Callable[..., tuple[Floats, Floats]]:
    """Return a function that composes batches of images, and of photographs if there are any."""
    shown = None
    if squares is not None and labels_of_squares is not None:
        shown = Photographs(squares, labels_of_squares, photographs.share, photographs.jitter)
    compose = domain_randomisation.compose_batch
    return partial(compose, surroundings=surroundings, photographs=shown, levels=levels)


def fit(
    train_images: ScaledImages,
    train_one_hot: Floats,
    train_backgrounds: backgrounds.Colours,
    validation_images: ScaledImages,
    validation_one_hot: Floats,
    validation_backgrounds: backgrounds.Colours,
    classes: list[str],
    parameters: Network,
    randomisation: backgrounds.Randomisation,
    photographs: photographs.Photographs,
    seed: int,
    machine: dict[str, object],
    start: Model | None = None,
    squares: Images | None = None,
    labels_of_squares: Floats | None = None,
) -> tuple[Model, Table, Table, dict[str, float], dict[str, object]]:
    """Train a network on randomised images, and on real photographs if there are any.

    Return the network, its history, layers, cost and provenance, as `network_template.fit` does.
    """
    levels, brightness = train_images.levels, validation_images.brightness()[:]
    surroundings = Surroundings(validation_backgrounds, randomisation, classes)
    randomised = randomise(brightness, validation_one_hot, seed, surroundings)
    train, validation = train_images.brightness(), arrays.apply_levels(randomised, levels)
    examples = make_examples(train, train_one_hot, validation, validation_one_hot)
    surroundings = Surroundings(train_backgrounds, randomisation, classes)
    compose = make_composer(surroundings, squares, labels_of_squares, photographs, levels)
    block = parameters.model_dump(mode="json") | {"randomisation": randomisation.model_dump()}
    block |= {"photographs": photographs.model_dump()} if squares is not None else {}
    provenance = machine | {"seed": seed, "parameters": block}
    return *fit_network(*examples, parameters, seed, compose, start), provenance


def make_validation_pictures(
    train_images: ScaledImages,
    validation_images: ScaledImages,
    validation_one_hot: Floats,
    validation_backgrounds: backgrounds.Colours,
    validation_labels: Labels,
    classes: list[str],
    randomisation: backgrounds.Randomisation,
    seed: int,
) -> tuple[Labels, Images]:
    """Put validation images onto backgrounds, and convert them like people's pictures.

    Return the labels of the images in which an item was found, (n,), and their crops for a network
    that takes colours.
    """
    surroundings = Surroundings(validation_backgrounds, randomisation, classes)
    brightness = validation_images.brightness()[:]
    randomised = randomise(brightness, validation_one_hot, seed, surroundings)
    spec = InputSpec([*train_images.shape[1:3], 3], have_black_corners(train_images.pixels))
    is_used, crops = convert_each(randomised, spec)
    return validation_labels[is_used], crops


def fit_ood_detector(
    train_images: ScaledImages,
    train_one_hot: Floats,
    train_backgrounds: backgrounds.Colours,
    validation_crops: Images,
    classes: list[str],
    parameters: Network,
    randomisation: backgrounds.Randomisation,
    photographs: photographs.Photographs,
    seed: int,
    network: Model,
    inference: Inference,
    squares: Images | None = None,
    labels_of_squares: Floats | None = None,
    held_out_crops: Images | None = None,
    held_out_labels: Floats | None = None,
) -> ood.OODDetector:
    """Fit an OOD detector to the network's features of images like its training images.

    The held-out images are photographs if there are any, else pictures made of validation images.
    """
    surroundings = Surroundings(train_backgrounds, randomisation, classes)
    levels, some = train_images.levels, slice(None, None, -(-len(train_images) // ENOUGH))
    compose = make_composer(surroundings, squares, labels_of_squares, photographs, levels)
    learned, labels = compose(train_images.brightness()[some], train_one_hot[some], seed=[seed])
    is_known = (labels == 1).any(axis=1)
    known, unknown = learned[is_known], learned[~is_known]
    probabilities = predict(network, known, parameters)
    held_out = validation_crops
    if held_out_crops is not None and held_out_labels is not None:
        held_out = held_out_crops[(held_out_labels == 1).any(axis=1)]
    return ood.fit_ood_detector(
        make_feature_extractor(network, parameters.training.precision),
        known,
        (labels[is_known] * probabilities).argmax(axis=1),
        [unknown, ScaledImages(train_backgrounds, levels)[:ENOUGH]],
        by_crop(held_out, levels),
        inference.familiar,
    )


def answer_validation_pictures(
    network: Model,
    crops: Images,
    labels: Labels,
    train_images: ScaledImages,
    classes: list[str],
    parameters: Network,
) -> Table:
    """Predict the pictures made of validation images, pooling all crops of each."""
    pooled = predict_by_crops(network, crops, train_images.levels, parameters)
    return tabulate_predictions(labels, pooled, classes)


def answer_photographs(
    network: Model,
    crops: Images,
    labels: Floats,
    train_images: ScaledImages,
    classes: list[str],
    parameters: Network,
) -> Table:
    """Predict the held-out photographs of known classes, pooling all crops of each."""
    is_known = (labels == 1).any(axis=1)
    pooled = predict_by_crops(network, crops[is_known], train_images.levels, parameters)
    return tabulate_by_candidates(labels[is_known], pooled, classes)


def predict_by_crops(network: Model, crops: Images, levels: Floats, parameters: Network) -> Floats:
    """Return the normalised geometric mean (n, n_classes) over the crops of each picture."""
    return pool_equally([predict(network, crop, parameters) for crop in by_crop(crops, levels)])


def by_crop(crops: Images, levels: Floats) -> list[Floats]:
    """Scale crops (n, n_crops, size, size, 3), in one array for each position."""
    return [ScaledImages(crop, levels)[:] for crop in crops.swapaxes(0, 1)]

"""The robust pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters.model_names import ROBUST
from fashion_mnist.pipelines import for_model
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.pipelines.network_template import FITTED, predict_and_explain
from fashion_mnist.pipelines.robust import nodes

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
PHOTOGRAPHS = {"crops": "photographs.train.crops", "labels_of_crops": "photographs.train.labels"}


def create_pipeline() -> Pipeline:
    """Train a network on images with random backgrounds, predict with it, and report on it."""
    backgrounds = node(
        nodes.make_backgrounds,
        ["train.images", "params:randomisation", "params:seed"],
        ["train.backgrounds", "validation.backgrounds"],
        name="make_backgrounds",
    )
    options = ["params:classes", "params:randomisation", "params:seed"]
    labels, crops = "validation_pictures.labels", "validation_pictures.crops"
    pictures = node(
        nodes.make_validation_pictures,
        ["train.images", *VALIDATION.values(), "validation.labels", *options],
        [labels, crops],
        name="make_validation_pictures",
    )
    known = ["train.images", "params:classes"]
    network = [
        node(
            nodes.fit,
            TRAIN | VALIDATION | OPTIONS | {"machine": "machine", "start": "start"} | PHOTOGRAPHS,
            FITTED,
            name="fit",
        ),
        node(
            nodes.fit_ood_detector,
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
            nodes.answer_validation_pictures,
            ["network@fitted", crops, labels, *known, "params:model"],
            "randomised_validation_predictions",
            name="answer_validation_pictures",
        ),
        *predict_and_explain(),
    ]
    held_out = ["photographs.held_out.crops", "photographs.held_out.labels"]
    photographs = node(
        nodes.answer_photographs,
        [f"{ROBUST}.network@fitted", *held_out, *known, f"params:{ROBUST}"],
        "photographs.predictions",
        name="answer_photographs",
    )
    robust = [for_model(ROBUST, network), report_model(ROBUST)]
    return pipeline([backgrounds, pictures, photographs, *robust], tags="robust")

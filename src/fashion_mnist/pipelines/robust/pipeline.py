"""The robust pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.pipelines.network_template import EXAMPLES, FITTED, predict_and_explain
from fashion_mnist.pipelines.robust import nodes

SHARED = ("classes", "inference", "photographs", "randomisation", "seed")  # parameters
PHOTOGRAPHS = {"crops": "photographs.train.crops", "labels_of_crops": "photographs.train.labels"}
HELD_OUT_PHOTOGRAPHS = {
    "held_out_crops": "photographs.held_out.crops",
    "held_out_labels": "photographs.held_out.labels",
}
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


def create_pipeline() -> Pipeline:
    """Train a network on images with random backgrounds, predict with it, and report on it."""
    return pipeline(
        [
            node(
                nodes.make_backgrounds,
                ["train.images", "params:randomisation", "params:seed"],
                ["train.backgrounds", "validation.backgrounds"],
                name="make_backgrounds",
            ),
            node(
                nodes.make_validation_pictures,
                {
                    "train_images": "train.images",
                    **VALIDATION,
                    "validation_labels": "validation.labels",
                    "classes": "params:classes",
                    "randomisation": "params:randomisation",
                    "seed": "params:seed",
                },
                ["validation_pictures.labels", "validation_pictures.crops"],
                name="make_validation_pictures",
            ),
            fit_predict_and_explain(),
            node(
                nodes.answer_photographs,
                [
                    f"{model_names.ROBUST}.network@fitted",
                    "photographs.held_out.crops",
                    "photographs.held_out.labels",
                    "train.images",
                    "params:classes",
                    f"params:{model_names.ROBUST}",
                ],
                "photographs.predictions",
                name="answer_photographs",
            ),
            pipeline(report_model(model_names.ROBUST), tags="reporting"),
        ],
        tags="robust",
    )


def fit_predict_and_explain() -> Pipeline:
    """Return the nodes of the network, in its namespace."""
    return pipeline(
        [
            node(
                nodes.fit,
                {**TRAIN, **VALIDATION, **OPTIONS, "machine": "machine", "start": "start"}
                | PHOTOGRAPHS,
                FITTED,
                name="fit",
            ),
            node(
                nodes.fit_ood_detector,
                {
                    **TRAIN,
                    "validation_crops": "validation_pictures.crops",
                    **OPTIONS,
                    "network": "network@fitted",
                    "inference": "params:inference",
                }
                | PHOTOGRAPHS
                | HELD_OUT_PHOTOGRAPHS,
                "ood_detector",
                name="fit_ood_detector",
            ),
            node(
                nodes.answer_validation_pictures,
                [
                    "network@fitted",
                    "validation_pictures.crops",
                    "validation_pictures.labels",
                    "train.images",
                    "params:classes",
                    "params:model",
                ],
                "randomised_validation_predictions",
                name="answer_validation_pictures",
            ),
            *predict_and_explain(),
        ],
        namespace=model_names.ROBUST,
        inputs={*EXAMPLES, "machine", "validation.labels", "test.images", "test.labels"}
        | {"train.backgrounds", "validation.backgrounds"}
        | {"validation_pictures.labels", "validation_pictures.crops"}
        | {*PHOTOGRAPHS.values(), *HELD_OUT_PHOTOGRAPHS.values()},
        parameters={f"params:{name}": f"params:{name}" for name in SHARED}
        | {"params:model": f"params:{model_names.ROBUST}"},
    )

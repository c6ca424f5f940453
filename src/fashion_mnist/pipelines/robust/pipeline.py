"""The robust pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.pipelines.network_template import EXAMPLES, FITTED, predict_and_explain
from fashion_mnist.pipelines.robust import nodes, picture_nodes
from fashion_mnist.pipelines.templates import node_of_available

BACKGROUNDS = {"train.backgrounds", "validation.backgrounds"}
PHOTOGRAPHS = {
    "crops": "photographs.train.crops",
    "labels_of_crops": "photographs.train.labels",
}
HELD_OUT_PHOTOGRAPHS = {
    "looks": "photographs.held_out.looks",
    "labels_of_looks": "photographs.held_out.labels",
}
EXAMPLES_ON_BACKGROUNDS = {
    "train_images": "train.images@uint8",
    "train_one_hot": "train.one_hot",
    "train_backgrounds": "train.backgrounds",
    "validation_images": "validation.images@uint8",
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
    """Train a network on images on random backgrounds; ask it and report on it as on the others."""
    return pipeline(
        [
            make_backgrounds(),
            fit_predict_and_explain(),
            answer_photographs(),
            pipeline(report_model(model_names.ROBUST), tags="reporting"),
        ],
        tags="robust",
    )


def make_backgrounds() -> Node:
    """For training and validation, from different sources."""
    return node(
        nodes.make_backgrounds,
        ["train.images@uint8", "params:randomisation", "params:seed"],
        ["train.backgrounds", "validation.backgrounds"],
        name="make_backgrounds",
    )


def fit_predict_and_explain() -> Pipeline:
    """In the namespace of the network."""
    return pipeline(
        [
            node_of_available(
                nodes.fit,
                {**EXAMPLES_ON_BACKGROUNDS, **OPTIONS, "machine": "machine", "start": "start"},
                PHOTOGRAPHS,
                FITTED,
                needs_any=False,
                name="fit",
            ),
            node_of_available(
                picture_nodes.learn_familiarity,
                {
                    **EXAMPLES_ON_BACKGROUNDS,
                    **OPTIONS,
                    "network": "network@fitted",
                    "inference": "params:inference",
                },
                PHOTOGRAPHS | HELD_OUT_PHOTOGRAPHS,
                "feature_familiarity",
                needs_any=False,
                name="learn_familiarity",
            ),
            node(
                nodes.predict_randomised_validation,
                [
                    "network@fitted",
                    "validation.images@uint8",
                    "validation.one_hot",
                    "validation.labels",
                    "validation.backgrounds",
                    "params:classes",
                    "params:model",
                    "params:randomisation",
                    "params:seed",
                ],
                "randomised_validation_predictions",
                name="predict_randomised_validation",
            ),
            *predict_and_explain(),
        ],
        namespace=model_names.ROBUST,
        inputs={*EXAMPLES, "machine", "validation.labels", "test.images@uint8", "test.labels"}
        | BACKGROUNDS
        | {*PHOTOGRAPHS.values(), *HELD_OUT_PHOTOGRAPHS.values()},
        parameters={
            "params:model": f"params:{model_names.ROBUST}",
            "params:randomisation": "params:randomisation",
            "params:photographs": "params:photographs",
            "params:inference": "params:inference",
            "params:seed": "params:seed",
            "params:classes": "params:classes",
        },
    )


def answer_photographs() -> Node:
    """What the network makes of real photographs that are held out, if there are any."""
    return node(
        picture_nodes.answer_photographs,
        [
            f"{model_names.ROBUST}.network@fitted",
            "photographs.held_out.looks",
            "photographs.held_out.labels",
            "params:classes",
            f"params:{model_names.ROBUST}",
        ],
        "photographs.predictions",
        name="answer_photographs",
    )

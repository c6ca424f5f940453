"""The reporting pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import models
from fashion_mnist.figures.evaluation import confusion_matrix
from fashion_mnist.figures.learning import learning_curves
from fashion_mnist.pipelines.reporting import nodes


def create_pipeline(**_: Any) -> Pipeline:
    """Report on the data, on each model, and on all models side by side."""
    return pipeline(
        [
            pipeline([*report_data(), *compare()]),
            *(report_model(model) for model in models.names()),
            *(report_learning(model) for model in models.NETWORKS),
        ],
        tags="reporting",
    )


def report_data() -> list:
    """Figures of the images."""
    return [
        node(
            nodes.draw_data,
            ["train_images", "train_labels", "profile", "params:classes"],
            ["class_distribution", "sample_grid", "pixel_histogram"],
            name="draw_data",
        ),
        node(
            nodes.draw_preprocessing,
            ["train.pixels", "train.normalised", "train.flat"],
            "preprocessing",
            name="draw_preprocessing",
        ),
    ]


def report_model(model: str) -> Pipeline:
    """What a model gets right and wrong."""
    return pipeline(
        [
            node(
                nodes.evaluate,
                ["predictions", "cost", "params:classes"],
                ["metrics", "classification_report", "confusions", "confused_pairs"],
                name="evaluate",
            ),
            node(
                named(confusion_matrix, model),
                "confusions",
                "confusion_matrix",
                name="draw_confusion_matrix",
            ),
        ],
        namespace=model,
        parameters={"params:classes"},
    )


def report_learning(model: str) -> Pipeline:
    """How a network learned."""
    return pipeline(
        [
            node(named(learning_curves, model), "history", "learning_curves", name="draw_learning"),
            node(nodes.summarise_learning, "history", "learning", name="summarise_learning"),
        ],
        namespace=model,
    )


def compare() -> list:
    """All models side by side."""
    return [
        node(
            nodes.compare_models,
            inputs_of("metrics"),
            ["comparison", "accuracy_against_cost"],
            name="compare_models",
        ),
        node(
            nodes.compare_classes,
            {"classes": "params:classes", **inputs_of("classification_report")},
            ["class_recall_table", "class_recall"],
            name="compare_classes",
        ),
        node(
            nodes.join_confused_pairs,
            inputs_of("confused_pairs"),
            "confused_pairs",
            name="join_confused_pairs",
        ),
    ]


def inputs_of(dataset: str) -> dict[str, str]:
    """That dataset of every model, as an argument named after the model."""
    return {model: f"{model}.{dataset}" for model in models.names()}


def named(draw: Any, model: str) -> Any:
    """The drawing function with the model's name filled in, under its own name."""

    def draw_named(data: Any) -> Any:
        return draw(data, model)

    draw_named.__name__ = draw.__name__
    return draw_named

"""Each model's part of the report: what it gets right and wrong, and how it was built."""

from __future__ import annotations

from typing import Any

from kedro.pipeline import Node, node

from fashion_mnist import evaluation, figures, images, report
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.reporting.data import record_environment
from fashion_mnist.pipelines.templates import node_of_available, with_arguments

STABLE_WITHIN = 0.005  # of validation accuracy


def evaluate(
    predictions: evaluation.Table, cost: dict[str, float], classes: list[str]
) -> tuple[
    dict[str, float], evaluation.Table, evaluation.Table, evaluation.Table, evaluation.Table
]:
    """Score a model: metrics, classification report, confusions, confused pairs and mistakes."""
    confusions = evaluation.classes.count_confusions(predictions, classes)
    return (
        evaluation.predictions.score(predictions) | cost,
        evaluation.classes.report_classes(predictions, classes),
        confusions,
        evaluation.classes.rank_confused_pairs(confusions),
        evaluation.classes.list_mistakes(predictions, classes),
    )


def draw_confusion_matrix(confusions: evaluation.Table, model: str) -> figures.Figure:
    """Draw the confusions of a model."""
    return figures.confusion.confusion_matrix(confusions, model)


def draw_architecture(layers: evaluation.Table, model: str) -> figures.Figure:
    """Draw the layers of a model."""
    return figures.architecture.architecture(layers, model)


def draw_learning(history: evaluation.Table, model: str) -> figures.Figure:
    """Draw how a network learned."""
    return figures.learning.learning_curves(history, model)


def summarise_learning(history: evaluation.Table) -> dict[str, float | int | None]:
    """The numbers behind the remarks on a learning curve."""
    return evaluation.learning.summarise_learning(history, STABLE_WITHIN)


def describe_model(
    test_pixels: images.Images, classes: list[str], **results: Any
) -> dict[str, Any]:
    """Gather what the report says of a model."""
    return report.summary.describe_model(results, test_pixels, classes)


def write_model_card(
    summary: dict[str, Any],
    train_pixels: images.Images,
    classes: list[str],
    image_set: str,
    machine: dict[str, Any],
    seed: int,
    model: str,
) -> str:
    """Write the model card of one model."""
    described = images.checks.parse_description(image_set) | {"shape": train_pixels.shape}
    environment = record_environment(machine, seed)
    return report.model_card.write_model_card(model, classes, described, environment, summary)


def report_model(model: str) -> list[Node]:
    """All that there is of one model, in its namespace."""
    return [
        *score(model),
        *(show_architecture(model) if model in model_names.trained() else ()),
        *(show_learning(model) if model in model_names.networks() else ()),
        *describe(model),
    ]


def score(model: str) -> list[Node]:
    """What a model gets right and wrong."""
    tables = ["classification_report", "confusions", "confused_pairs", "mistakes"]
    return [
        node(
            evaluate,
            [f"{model}.predictions", f"{model}.cost", "params:classes"],
            [f"{model}.metrics", *(f"{model}.{table}" for table in tables)],
            name="evaluate",
            namespace=model,
        ),
        node(
            with_arguments(draw_confusion_matrix, model=model),
            f"{model}.confusions",
            f"{model}.confusion_matrix",
            name="draw_confusion_matrix",
            namespace=model,
        ),
    ]


def show_architecture(model: str) -> list[Node]:
    """How a model is built."""
    return [
        node(
            with_arguments(draw_architecture, model=model),
            f"{model}.layers",
            f"{model}.architecture",
            name="draw_architecture",
            namespace=model,
        )
    ]


def show_learning(model: str) -> list[Node]:
    """How a network learned."""
    return [
        node(
            with_arguments(draw_learning, model=model),
            f"{model}.history",
            f"{model}.learning_curves",
            name="draw_learning",
            namespace=model,
        ),
        node(
            summarise_learning,
            f"{model}.history",
            f"{model}.learning",
            name="summarise_learning",
            namespace=model,
        ),
    ]


def describe(model: str) -> list[Node]:
    """What is known of a model, and its card."""
    found = ["metrics", "classification_report", "confusions", "confused_pairs", "mistakes"]
    more = ["confusion_matrix"]
    more += ["weights"] if model == model_names.ENSEMBLE else ["layers", "architecture"]
    if model in model_names.networks():
        more += ["learning", "learning_curves", "gradcam_examples", "gradcam_maps"]
    return [
        node_of_available(
            describe_model,
            {"test_pixels": "test.pixels", "classes": "params:classes"}
            | {name: f"{model}.{name}" for name in found},
            {name: f"{model}.{name}" for name in more},
            f"{model}.summary",
            name="describe",
            namespace=model,
        ),
        node(
            with_arguments(write_model_card, model=model),
            [
                f"{model}.summary",
                "train.pixels",
                "params:classes",
                "params:image_set",
                "machine",
                "params:seed",
            ],
            f"{model}.model_card",
            name="write_model_card",
            namespace=model,
        ),
    ]

"""Each model's part of the report: scores, figures, summary, model card."""

from __future__ import annotations

from kedro.pipeline import Node, node

from fashion_mnist.evaluation.classes import (
    count_confusions,
    list_mistakes,
    rank_confused_pairs,
    report_classes,
)
from fashion_mnist.evaluation.comparison import summarise_learning
from fashion_mnist.evaluation.predictions import Table, score_predictions
from fashion_mnist.figures import classes, models
from fashion_mnist.images.arrays import Images
from fashion_mnist.images.checks import parse_description
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import with_arguments
from fashion_mnist.report import summaries
from fashion_mnist.report.summaries import Summary


def evaluate(
    predictions: Table,
    validation_predictions: Table,
    cost: dict[str, float],
    classes: list[str],
    views: dict[str, float] | None = None,
) -> tuple[dict[str, float], Table, Table, Table, Table]:
    """Return metrics, classification report, confusions, confused pairs and mistakes of a model."""
    on_validation = score_predictions(validation_predictions)["accuracy"]
    confusions = count_confusions(predictions, classes)
    return (
        score_predictions(predictions)
        | {"validation_accuracy": on_validation}
        | cost
        | (views or {}),
        report_classes(predictions, classes),
        confusions,
        rank_confused_pairs(confusions),
        list_mistakes(predictions, classes),
    )


def report_model(model: str) -> list[Node]:
    """Return the nodes that report on one model, in its namespace."""
    return [
        *score(model),
        *(show_architecture(model) if model in model_names.trained() else ()),
        *(show_learning(model) if model in model_names.networks() else ()),
        describe(model),
        write_card(model),
    ]


def score(model: str) -> list[Node]:
    """Return the nodes that score a model and draw its confusion matrix."""
    tables = ["classification_report", "confusions", "confused_pairs", "mistakes"]
    views = [f"{model}.views"] if model in model_names.networks() else []
    return [
        node(
            evaluate,
            [
                f"{model}.predictions",
                f"{model}.validation_predictions",
                f"{model}.cost",
                "params:classes",
                *views,
            ],
            [f"{model}.metrics", *(f"{model}.{table}" for table in tables)],
            name="evaluate",
            namespace=model,
        ),
        node(
            with_arguments(classes.confusion_matrix, model=model),
            f"{model}.confusions",
            f"{model}.confusion_matrix",
            name="draw_confusion_matrix",
            namespace=model,
        ),
    ]


def show_architecture(model: str) -> list[Node]:
    """Return the node that draws a model's architecture."""
    return [
        node(
            with_arguments(models.architecture, model=model),
            f"{model}.layers",
            f"{model}.architecture",
            name="draw_architecture",
            namespace=model,
        )
    ]


def show_learning(model: str) -> list[Node]:
    """Return the nodes that draw and summarise a network's training."""
    return [
        node(
            with_arguments(models.learning_curves, model=model),
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


def describe_model(
    test_pixels: Images,
    classes: list[str],
    provenance: dict[str, object],
    metrics: dict[str, float],
    classification_report: Table,
    confusions: Table,
    confused_pairs: Table,
    mistakes: Table,
    **more: object,
) -> Summary:
    """Gather what the report says about a model; the results in `more` are optional."""
    results = {
        "provenance": provenance,
        "metrics": metrics,
        "classification_report": classification_report,
        "confusions": confusions,
        "confused_pairs": confused_pairs,
        "mistakes": mistakes,
    }
    return summaries.describe_model(results | more, test_pixels, classes)


def describe(model: str) -> Node:
    """Return the node that summarises a model, from the results that its kind of model has."""
    scores = ["metrics", "classification_report", "confusions", "confused_pairs", "mistakes"]
    every, more = ["provenance", *scores], ["confusion_matrix"]
    more += ["weights"] if model == model_names.ENSEMBLE else ["layers", "architecture"]
    if model in model_names.networks():
        more += ["learning", "learning_curves", "gradcam_examples", "gradcam_maps"]
    return node(
        describe_model,
        {"test_pixels": "test.pixels", "classes": "params:classes"}
        | {name: f"{model}.{name}" for name in every}
        | {name: f"{model}.{name}" for name in more},
        f"{model}.summary",
        name="describe",
        namespace=model,
    )


def write_model_card(
    summary: Summary,
    train_pixels: Images,
    classes: list[str],
    image_set: str,
    licence: str,
    machine: dict[str, object],
    seed: int,
    model: str,
) -> str:
    """Write the model card of one model."""
    described = parse_description(image_set) | {"shape": train_pixels.shape}
    here = machine | {"seed": seed}
    return summaries.write_model_card(model, classes, described, here, licence, summary)


def write_card(model: str) -> Node:
    """Return the node that writes a model's card from its summary."""
    return node(
        with_arguments(write_model_card, model=model),
        [
            f"{model}.summary",
            "train.pixels",
            "params:classes",
            "params:image_set",
            "params:licence",
            "machine",
            "params:seed",
        ],
        f"{model}.model_card",
        name="write_model_card",
        namespace=model,
    )

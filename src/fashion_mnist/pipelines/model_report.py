"""Each model's part of the report: scores, figures, summary, model card."""

from __future__ import annotations

from functools import partial

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

TABLES = ["classification_report", "confusions", "confused_pairs", "mistakes"]


def report_model(model: str) -> list[Node]:
    """Return the nodes that score, draw and describe one model, in its namespace."""
    step, is_network = partial(node, namespace=model), model in model_names.networks()
    predicted = [f"{model}.predictions", f"{model}.validation_predictions", f"{model}.cost"]
    views = [f"{model}.views"] if is_network else []
    nodes = [
        step(
            evaluate,
            [*predicted, "params:classes", *views],
            [f"{model}.{name}" for name in ("metrics", *TABLES)],
            name="evaluate",
        ),
        step(
            with_arguments(classes.confusion_matrix, model=model),
            f"{model}.confusions",
            f"{model}.confusion_matrix",
            name="draw_confusion_matrix",
        ),
    ]
    described = ["provenance", "metrics", *TABLES, "confusion_matrix"]
    if model == model_names.ENSEMBLE:
        described += ["weights"]
    else:
        described += ["layers", "architecture"]
        draw = with_arguments(models.architecture, model=model)
        layers, figure = f"{model}.layers", f"{model}.architecture"
        nodes += [step(draw, layers, figure, name="draw_architecture")]
    if is_network:
        described += ["learning", "learning_curves", "gradcam_examples", "gradcam_maps"]
        draw, history = with_arguments(models.learning_curves, model=model), f"{model}.history"
        nodes += [
            step(draw, history, f"{model}.learning_curves", name="draw_learning"),
            step(summarise_learning, history, f"{model}.learning", name="summarise_learning"),
        ]
    results = {name: f"{model}.{name}" for name in described}
    about = ["train.pixels", "params:classes", "params:image_set", "params:licence"]
    return [
        *nodes,
        step(
            describe_model,
            {"test_pixels": "test.pixels", "classes": "params:classes"} | results,
            f"{model}.summary",
            name="describe",
        ),
        step(
            with_arguments(write_model_card, model=model),
            [f"{model}.summary", *about, "machine", "params:seed"],
            f"{model}.model_card",
            name="write_model_card",
        ),
    ]


def evaluate(
    predictions: Table,
    validation_predictions: Table,
    cost: dict[str, float],
    classes: list[str],
    views: dict[str, float] | None = None,
) -> tuple[dict[str, float], Table, Table, Table, Table]:
    """Return metrics, classification report, confusions, confused pairs and mistakes of a model."""
    on_validation = score_predictions(validation_predictions)["accuracy"]
    scores = score_predictions(predictions) | {"validation_accuracy": on_validation}
    confusions = count_confusions(predictions, classes)
    return (
        scores | cost | (views or {}),
        report_classes(predictions, classes),
        confusions,
        rank_confused_pairs(confusions),
        list_mistakes(predictions, classes),
    )


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

"""Each model's part of the report: what it gets right and wrong, and how it was built."""

from __future__ import annotations

from kedro.pipeline import Node, node

from fashion_mnist import evaluation, figures
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.model_card import write_card
from fashion_mnist.pipelines.model_summary import describe
from fashion_mnist.pipelines.templates import with_arguments

STABLE_WITHIN = 0.005  # of validation accuracy


def evaluate(
    predictions: evaluation.Table,
    validation_predictions: evaluation.Table,
    cost: dict[str, float],
    classes: list[str],
    views: dict[str, float] | None = None,
) -> tuple[
    dict[str, float], evaluation.Table, evaluation.Table, evaluation.Table, evaluation.Table
]:
    """Score a model: metrics, classification report, confusions, confused pairs and mistakes."""
    on_validation = evaluation.predictions.score(validation_predictions)["accuracy"]
    confusions = evaluation.classes.count_confusions(predictions, classes)
    return (
        evaluation.predictions.score(predictions)
        | {"validation_accuracy": on_validation}
        | cost
        | (views or {}),
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


def report_model(model: str) -> list[Node]:
    """All that there is of one model, in its namespace."""
    return [
        *score(model),
        *(show_architecture(model) if model in model_names.trained() else ()),
        *(show_learning(model) if model in model_names.networks() else ()),
        describe(model),
        write_card(model),
    ]


def score(model: str) -> list[Node]:
    """What a model gets right and wrong."""
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

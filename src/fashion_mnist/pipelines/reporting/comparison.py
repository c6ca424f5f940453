"""The report's comparison: all models side by side."""

from __future__ import annotations

from typing import Literal

from kedro.pipeline import Node, node

from fashion_mnist import evaluation, figures, images, report
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.templates import of_each


def compare_models(
    image_set: str, human_accuracy: dict[str, float], **summaries: report.Summary
) -> tuple[evaluation.Table, figures.Figure, figures.Figure]:
    """Compare accuracy and cost of all models, as a table and two figures."""
    metrics = {model: summary["metrics"] for model, summary in summaries.items()}
    comparison = evaluation.comparison.compare_models(metrics)
    name = images.checks.parse_description(image_set)["name"]
    return (
        comparison,
        figures.accuracy.accuracy(comparison, human_accuracy.get(name)),
        figures.cost.accuracy_against_cost(comparison),
    )


def compare_classes(
    classes: list[str], **summaries: report.Summary
) -> tuple[evaluation.Table, figures.Figure]:
    """Compare the models class by class, as a table and a figure."""
    table = evaluation.classes.compare_classes(_tables(summaries, "report"), classes)
    return table, figures.confusion.class_recall(table, classes)


def join_confused_pairs(**summaries: report.Summary) -> evaluation.Table:
    """All models' confused pairs in one table."""
    return evaluation.predictions.join_tables(_tables(summaries, "pairs"))


def _tables(
    summaries: dict[str, report.Summary], part: Literal["report", "pairs"]
) -> dict[str, evaluation.Table]:
    """A part of each summary, of the most accurate model first."""
    accuracies = {model: summary["metrics"]["accuracy"] for model, summary in summaries.items()}
    ranked = sorted(summaries, key=lambda model: -accuracies[model])
    return {model: evaluation.rows.tabulate_rows(summaries[model][part]) for model in ranked}


def compare_all_models() -> list[Node]:
    """All models side by side."""
    summaries = of_each(model_names.names(), "summary")
    return [
        node(
            compare_models,
            {"image_set": "params:image_set", "human_accuracy": "params:human_accuracy"}
            | summaries,
            ["comparison", "accuracy", "accuracy_against_cost"],
            name="compare_models",
            namespace="reporting",
        ),
        node(
            compare_classes,
            {"classes": "params:classes"} | summaries,
            ["class_recall_table", "class_recall"],
            name="compare_classes",
            namespace="reporting",
        ),
        node(
            join_confused_pairs,
            summaries,
            "confused_pairs",
            name="join_confused_pairs",
            namespace="reporting",
        ),
    ]

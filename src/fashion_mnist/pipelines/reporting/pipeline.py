"""The reporting pipeline."""

from __future__ import annotations

from typing import Any, Literal

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.evaluation.classes import compare_classes as classes_compare_classes
from fashion_mnist.evaluation.comparison import compare_models as comparison_compare_models
from fashion_mnist.evaluation.predictions import Table, join_tables, tabulate_rows
from fashion_mnist.figures import data
from fashion_mnist.figures.classes import class_recall
from fashion_mnist.figures.comparison import accuracy, accuracy_against_cost
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import Images, Labels, ScaledImages
from fashion_mnist.images.checks import encode_labels, images_of_each_class, parse_description
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import PIPELINES, PipelineInfo, per_model
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.report.page import Study
from fashion_mnist.report.page import write_report as page_write_report
from fashion_mnist.report.summaries import Summary

RESULTS = (
    "class_distribution",
    "sample_grid",
    "pixel_histogram",
    "preprocessing",
    "accuracy",
    "accuracy_against_cost",
    "class_recall",
    *(result for info in PIPELINES.values() for result in info.results),
)


def create_pipeline() -> Pipeline:
    """Report on the data, on each model, and on all models together.

    The pipeline `robust` has nodes of its own that report on its network.
    """
    models = (*model_names.members(), model_names.ENSEMBLE)
    return pipeline(
        [
            *report_data(),
            *(node for model in models for node in report_model(model)),
            *compare_all_models(),
            *write_page(),
        ],
        tags="reporting",
    )


def compare_models(
    image_set: str, human_accuracy: dict[str, float], **summaries: Summary
) -> tuple[Table, Figure, Figure]:
    """Compare accuracy and cost of all models; return a table and two figures."""
    metrics = {model: summary["metrics"] for model, summary in summaries.items()}
    comparison = comparison_compare_models(metrics)
    name = parse_description(image_set)["name"]
    return (
        comparison,
        accuracy(comparison, human_accuracy.get(name)),
        accuracy_against_cost(comparison),
    )


def compare_classes(classes: list[str], **summaries: Summary) -> tuple[Table, Figure]:
    """Compare the models class by class; return a table and a figure."""
    table = classes_compare_classes(_tables(summaries, "report"), classes)
    return table, class_recall(table, classes)


def join_confused_pairs(**summaries: Summary) -> Table:
    """Join the confused pairs of all models in one table."""
    return join_tables(_tables(summaries, "pairs"))


def _tables(summaries: dict[str, Summary], part: Literal["report", "pairs"]) -> dict[str, Table]:
    """Return a part of each summary as a table, the most accurate model first."""
    accuracies = {model: summary["metrics"]["accuracy"] for model, summary in summaries.items()}
    ranked = sorted(summaries, key=lambda model: -accuracies[model])
    return {model: tabulate_rows(summaries[model][part]) for model in ranked}


def compare_all_models() -> list[Node]:
    """Return the nodes that compare all models."""
    summaries = per_model(model_names.names(), "summary")
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


def draw_data(
    train_images: Images,
    train_labels: Labels,
    profile: dict[str, object],
    classes: list[str],
) -> tuple[Figure, Figure, Figure]:
    """Draw the classes, samples and pixel values of the raw training set."""
    labels = encode_labels(train_labels, classes)
    return (
        data.class_distribution(labels, classes),
        data.sample_grid(train_images, labels, classes),
        data.pixel_histogram(train_images, profile),
    )


def draw_preprocessing(pixels: Images, normalised: ScaledImages, flat: ScaledImages) -> Figure:
    """Draw the first training image before and after preprocessing."""
    return data.preprocessing(pixels[0], normalised[0], flat[0])


def report_data() -> list[Node]:
    """Return the nodes that draw the images."""
    return [
        node(
            draw_data,
            ["train_images", "train_labels", "profile", "params:classes"],
            ["class_distribution", "sample_grid", "pixel_histogram"],
            name="draw_data",
            namespace="reporting",
        ),
        node(
            draw_preprocessing,
            ["train.pixels", "train.normalised", "train.flat"],
            "preprocessing",
            name="draw_preprocessing",
            namespace="reporting",
        ),
    ]


def write_report(
    classes: list[str],
    image_set: str,
    human_accuracy: dict[str, float],
    machine: dict[str, object],
    seed: int,
    profile: dict[str, object],
    train_labels: Labels,
    validation_labels: Labels,
    test_labels: Labels,
    test_pixels: Images,
    comparison: Table,
    **results: Any,
) -> tuple[str, dict[str, object]]:
    """Write the report as one page; return it with the environment that wrote it."""
    described = parse_description(image_set)
    here = machine | {"seed": seed}
    study = Study(
        classes,
        described | {"human_accuracy": human_accuracy.get(described["name"])},
        here,
        profile,
        parts={
            "train": len(train_labels),
            "validation": len(validation_labels),
            "test": len(test_labels),
        },
        per_class=images_of_each_class(train_labels, validation_labels, n_classes=len(classes)),
    )
    names = [name for name in model_names.names() if name in results]
    summaries = {name: results.pop(name) for name in names}
    page = page_write_report(
        study,
        comparison,
        results,
        summaries,
        test_labels,
        test_pixels,
        find_more({*results, *summaries}),
    )
    return page, here


def find_more(made: set[str]) -> dict[str, PipelineInfo]:
    """Return the pipelines that would add to a report of these results and models."""
    return {
        name: info
        for name, info in PIPELINES.items()
        if info.tells and not made.issuperset(info.results or [name])
    }


def write_page() -> list[Node]:
    """Return the node that writes the report from the results that exist."""
    return [
        node(
            write_report,
            {
                "classes": "params:classes",
                "image_set": "params:image_set",
                "human_accuracy": "params:human_accuracy",
                "machine": "machine",
                "seed": "params:seed",
                "profile": "profile",
                "train_labels": "train.labels",
                "validation_labels": "validation.labels",
                "test_labels": "test.labels",
                "test_pixels": "test.pixels",
                "comparison": "comparison",
            }
            | {name: name for name in RESULTS}
            | per_model(model_names.names(), "summary"),
            ["report", "environment"],
            name="write_report",
            namespace="reporting",
        )
    ]

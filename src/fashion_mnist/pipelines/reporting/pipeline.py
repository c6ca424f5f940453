"""The reporting pipeline."""

from typing import Any, Literal

from kedro.pipeline import Node, Pipeline, pipeline

from fashion_mnist.evaluation import classes as by_class
from fashion_mnist.evaluation import comparison as by_model
from fashion_mnist.evaluation.predictions import Table, join_tables
from fashion_mnist.figures import data
from fashion_mnist.figures.classes import class_recall
from fashion_mnist.figures.comparison import accuracy, accuracy_against_cost
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import Images, Labels, ScaledImages
from fashion_mnist.images.checks import encode_labels, parse_description
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import PIPELINES, PipelineInfo, per_model, reporting_node
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.report import page
from fashion_mnist.report.summaries import Summary

RESULTS = (
    *("class_distribution", "sample_grid", "pixel_histogram", "preprocessing"),
    *("accuracy", "accuracy_against_cost", "class_recall"),
    *(result for info in PIPELINES.values() for result in info.results),
)


def create_pipeline() -> Pipeline:
    """Report on the data, on each model, and on all models together.

    The pipeline `robust` has nodes of its own that report on its network.
    """
    models = (*model_names.MEMBERS, model_names.ENSEMBLE)
    summaries = per_model(model_names.NAMES, "summary")
    steps = ["train.pixels", "train.normalised", "train.flat"]
    classes = {"classes": "params:classes"}
    images = {"image_set": "params:image_set", "human_accuracy": "params:human_accuracy"}
    nodes: list[Node | Pipeline] = [
        reporting_node(
            draw_data,
            ["train_images", "train_labels", "profile", "params:classes"],
            ["class_distribution", "sample_grid", "pixel_histogram"],
            name="draw_data",
        ),
        reporting_node(draw_preprocessing, steps, "preprocessing", name="draw_preprocessing"),
        *map(report_model, models),
        reporting_node(
            compare_models,
            images | summaries,
            ["comparison", "accuracy", "accuracy_against_cost"],
            name="compare_models",
        ),
        reporting_node(
            compare_classes,
            classes | summaries,
            ["class_recall_table", "class_recall"],
            name="compare_classes",
        ),
        reporting_node(
            join_confused_pairs, summaries, "confused_pairs", name="join_confused_pairs"
        ),
        reporting_node(
            write_report,
            {
                **classes,
                **images,
                "machine": "machine",
                "seed": "params:seed",
                "profile": "profile",
                "train_labels": "train.labels",
                "validation_labels": "validation.labels",
                "test_labels": "test.labels",
                "test_pixels": "test.pixels",
                "comparison": "comparison",
                **{name: name for name in RESULTS},
                **summaries,
            },
            ["report", "environment"],
            name="write_report",
        ),
    ]
    return pipeline(nodes, tags="reporting")


def draw_data(
    train_images: Images, train_labels: Labels, profile: dict[str, object], classes: list[str]
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


def compare_models(
    image_set: str, human_accuracy: dict[str, float], **summaries: Summary
) -> tuple[Table, Figure, Figure]:
    """Compare accuracy and cost of all models; return a table and two figures."""
    table = by_model.compare_models({name: one["metrics"] for name, one in summaries.items()})
    known = human_accuracy.get(parse_description(image_set)["name"])
    return table, accuracy(table, known), accuracy_against_cost(table)


def compare_classes(classes: list[str], **summaries: Summary) -> tuple[Table, Figure]:
    """Compare the models class by class; return a table and a figure."""
    table = by_class.compare_classes(_tables(summaries, "report"), classes)
    return table, class_recall(table, classes)


def join_confused_pairs(**summaries: Summary) -> Table:
    """Join the confused pairs of all models in one table."""
    return join_tables(_tables(summaries, "pairs"))


def _tables(summaries: dict[str, Summary], part: Literal["report", "pairs"]) -> dict[str, Table]:
    """Return a part of each summary as a table, the most accurate model first."""
    ranked = sorted(summaries, key=lambda model: -summaries[model]["metrics"]["accuracy"])
    return {model: Table(summaries[model][part]) for model in ranked}


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
    described, here = parse_description(image_set), machine | {"seed": seed}
    about = {**described, "human_accuracy": human_accuracy.get(described["name"])}
    labels = {"train": train_labels, "validation": validation_labels, "test": test_labels}
    more = find_more({*results})
    summaries = {name: results.pop(name) for name in model_names.NAMES if name in results}
    report = page.write_report(
        classes, about, here, profile, labels, test_pixels, comparison, results, summaries, more
    )
    return report, here


def find_more(made: set[str]) -> dict[str, PipelineInfo]:
    """Return the pipelines that would add to a report of these results and models."""
    return {
        name: info
        for name, info in PIPELINES.items()
        if info.adds and not made.issuperset(info.results or [name])
    }

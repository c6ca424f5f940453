"""The reporting pipeline."""

from kedro.pipeline import Node, Pipeline, pipeline

from fashion_mnist.evaluation import classes as by_class
from fashion_mnist.evaluation import comparison as by_model
from fashion_mnist.evaluation.predictions import Table, join_tables
from fashion_mnist.figures import data
from fashion_mnist.figures.classes import class_recall
from fashion_mnist.figures.comparison import accuracy, accuracy_against_cost
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import Images, Labels
from fashion_mnist.images.checks import encode_labels, parse_description
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import (
    PIPELINES,
    PipelineInfo,
    per_model,
    reporting_node,
    with_arguments,
)
from fashion_mnist.pipelines.model_report import report_model
from fashion_mnist.report import page
from fashion_mnist.report.render import Json

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
    images = {"classes": "params:classes", "image_set": "params:image_set"}
    images |= {"human_accuracy": "params:human_accuracy"}
    raw = ["train_images", "train_labels", "profile", "params:classes"]
    drawn = ["class_distribution", "sample_grid", "pixel_histogram"]
    compared = [
        *("comparison", "accuracy", "accuracy_against_cost"),
        *("class_recall_table", "class_recall", "confused_pairs"),
    ]
    write = with_arguments(page.write_report, suggest_pipelines=suggest_pipelines)
    inputs = images | {"machine": "machine", "seed": "params:seed", "profile": "profile"}
    inputs |= {"train_labels": "train.labels", "validation_labels": "validation.labels"}
    inputs |= {"test_labels": "test.labels", "test_pixels": "test.pixels"}
    inputs |= {name: name for name in ("comparison", *RESULTS)} | summaries
    nodes: list[Node | Pipeline] = [
        reporting_node(draw_data, raw, drawn, name="draw_data"),
        reporting_node(data.preprocessing, steps, "preprocessing", name="draw_preprocessing"),
        *map(report_model, models),
        reporting_node(compare_models, images | summaries, compared, name="compare_models"),
        reporting_node(write, inputs, ["report", "environment"], name="write_report"),
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


def compare_models(
    classes: list[str], image_set: str, human_accuracy: dict[str, float], **summaries: Json
) -> tuple[Table, Figure, Figure, Table, Figure, Table]:
    """Compare all models by accuracy, cost and class, and join their confused pairs.

    Each comparison is a table with its figures, the most accurate model first.
    """
    table = by_model.compare_models({name: one["metrics"] for name, one in summaries.items()})
    ranked = {model: summaries[model] for model in table["model"]}
    recalls = by_class.compare_classes(
        {model: Table(one["report"]) for model, one in ranked.items()}, classes
    )
    return (
        table,
        accuracy(table, human_accuracy.get(parse_description(image_set)["name"])),
        accuracy_against_cost(table),
        recalls,
        class_recall(recalls, classes),
        join_tables({model: Table(one["pairs"]) for model, one in ranked.items()}),
    )


def suggest_pipelines(made: set[str], image_size: list[int]) -> dict[str, PipelineInfo]:
    """Return the pipelines that take such images and would add to these results and models."""
    is_square_and_grey = len({*image_size}) < 2
    return {
        name: info
        for name, info in PIPELINES.items()
        if info.adds and not made.issuperset(info.results or [name])
        if is_square_and_grey or not info.square_grey
    }

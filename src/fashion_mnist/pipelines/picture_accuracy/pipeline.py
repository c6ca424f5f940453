"""The picture_accuracy pipeline, which scores the predictions of the inference pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import Floats
from fashion_mnist.pictures import accuracy
from fashion_mnist.pictures.accuracy import PictureAccuracy, judge_answers
from fashion_mnist.report import pictures


def create_pipeline() -> Pipeline:
    """Compare the predictions with the names of the folders, one for each kind of item."""
    options = ["params:classes", "params:picture_accuracy"]
    pictures = ["pictures.classifier", "pictures.conversions", "pictures.answers"]
    shown = [*pictures, "pictures.gradcam_maps", *options]
    nodes = [
        node(
            measure,
            ["pictures.answers", *options],
            ["picture_accuracies", "picture_confusions"],
            name="measure_picture_accuracy",
        ),
        node(show_mistakes, shown, "pictures.mistakes", name="show_mistakes"),
    ]
    return pipeline(nodes, tags="picture_accuracy")


def measure(answers: Table, classes: list[str], options: PictureAccuracy) -> tuple[Table, Table]:
    """Compare predictions with the names of the folders; return accuracies and confusions."""
    judged = judge_answers(answers, classes, options.folders)
    return accuracy.tabulate_accuracies(judged), accuracy.tabulate_confusions(judged)


def show_mistakes(
    classifier: dict[str, Any],
    conversions: list[dict[str, Any]],
    answers: Table,
    maps: Floats,
    classes: list[str],
    options: PictureAccuracy,
) -> str:
    """Write a page of the wrong predictions with all steps, the sure ones first."""
    wrong = accuracy.find_mistakes(judge_answers(answers, classes, options.folders))
    shown = [conversions[place] for place in wrong], answers.iloc[wrong], maps[wrong]
    return pictures.write_page(classifier, *shown, title="Mistakes")

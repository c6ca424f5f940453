"""The picture_accuracy pipeline, which scores the predictions of the inference pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import Floats
from fashion_mnist.pictures import accuracy
from fashion_mnist.pictures.accuracy import PictureAccuracy
from fashion_mnist.report import pictures


def create_pipeline() -> Pipeline:
    """Compare the predictions with the names of the folders, one for each kind of item."""
    answered = ["pictures.classifier", "pictures.conversions", "pictures.answers"]
    inputs = [*answered, "pictures.gradcam_maps", "params:classes", "params:picture_accuracy"]
    outputs = ["picture_accuracies", "picture_confusions", "pictures.mistakes"]
    measured = node(measure, inputs, outputs, name="measure_picture_accuracy")
    return pipeline([measured], tags="picture_accuracy")


def measure(
    classifier: dict[str, Any],
    conversions: list[dict[str, Any]],
    answers: Table,
    maps: Floats,
    classes: list[str],
    options: PictureAccuracy,
) -> tuple[Table, Table, str]:
    """Compare predictions with the names of the folders.

    Return accuracies, confusions, and a page of the mistakes with all steps, the sure ones first.
    """
    judged = accuracy.judge_answers(answers, classes, options.folders)
    wrong = accuracy.find_mistakes(judged)
    shown = [conversions[row] for row in wrong], answers.iloc[wrong], maps[wrong]
    page = pictures.write_page(classifier, *shown, title="Mistakes")
    return accuracy.tabulate_accuracies(judged), accuracy.tabulate_confusions(judged), page

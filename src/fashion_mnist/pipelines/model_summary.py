"""Each model's summary: what the report says of it."""

from __future__ import annotations

from kedro.pipeline import Node, node

from fashion_mnist import evaluation, images, report
from fashion_mnist.parameters import model_names


def describe_model(
    test_pixels: images.Images,
    classes: list[str],
    provenance: dict[str, object],
    metrics: dict[str, float],
    classification_report: evaluation.Table,
    confusions: evaluation.Table,
    confused_pairs: evaluation.Table,
    mistakes: evaluation.Table,
    **more: object,
) -> report.Summary:
    """Gather what the report says of a model; of `more` there may be none."""
    results = {
        "provenance": provenance,
        "metrics": metrics,
        "classification_report": classification_report,
        "confusions": confusions,
        "confused_pairs": confused_pairs,
        "mistakes": mistakes,
    }
    return report.summary.describe_model(results | more, test_pixels, classes)


def describe(model: str) -> Node:
    """What is known of a model: what every model has, and what there is of the rest."""
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

"""Each model's summary: what the report says of it."""

from __future__ import annotations

from kedro.pipeline import Node

from fashion_mnist import images, report
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.templates import node_of_available


def describe_model(
    test_pixels: images.Images, classes: list[str], **results: object
) -> report.Summary:
    """Gather what the report says of a model."""
    return report.summary.describe_model(results, test_pixels, classes)


def describe(model: str) -> Node:
    """What is known of a model: what every model has, and what there is of the rest."""
    scores = ["metrics", "classification_report", "confusions", "confused_pairs", "mistakes"]
    every, more = ["provenance", *scores], ["confusion_matrix"]
    more += ["weights"] if model == model_names.ENSEMBLE else ["layers", "architecture"]
    if model in model_names.networks():
        more += ["learning", "learning_curves", "gradcam_examples", "gradcam_maps"]
    return node_of_available(
        describe_model,
        {"test_pixels": "test.pixels", "classes": "params:classes"}
        | {name: f"{model}.{name}" for name in every},
        {name: f"{model}.{name}" for name in more},
        f"{model}.summary",
        name="describe",
        namespace=model,
    )

"""The report itself: everything on one page."""

from __future__ import annotations

from typing import Any

from kedro.pipeline import Node, node

from fashion_mnist import evaluation, images, report
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.templates import of_each

FIGURES = (
    "class_distribution",
    "sample_grid",
    "pixel_histogram",
    "preprocessing",
    "accuracy",
    "accuracy_against_cost",
    "class_gains_figure",
    "class_recall",
    "pairwise_wins",
    "reliability_diagrams",
    "accuracy_against_coverage",
)
TABLES = (
    "accuracy_intervals",
    "pairwise_tests",
    "class_gains",
    "disagreements",
    "corrected_errors",
    "calibration",
    "coverage",
)


def write_report(
    classes: list[str],
    image_set: str,
    human_accuracy: dict[str, float],
    machine: dict[str, object],
    seed: int,
    profile: dict[str, object],
    train_labels: images.Labels,
    validation_labels: images.Labels,
    test_labels: images.Labels,
    test_pixels: images.Images,
    comparison: evaluation.Table,
    requested_results: report.requested.Packed | None = None,
    **results: Any,
) -> tuple[str, dict[str, object]]:
    """Write the study into one page, from figures, tables and summaries; tell what that was by."""
    described = images.checks.parse_description(image_set)
    here = machine | {"seed": seed}
    study = report.page.Study(
        classes,
        described | {"human_accuracy": human_accuracy.get(described["name"])},
        here,
        profile,
        parts={
            "train": len(train_labels),
            "validation": len(validation_labels),
            "test": len(test_labels),
        },
        per_class=images.profile.images_of_each_class(
            train_labels, validation_labels, n_classes=len(classes)
        ),
    )
    figures, tables, summaries = (
        {name: results[name] for name in names if name in results}
        for names in (FIGURES, TABLES, model_names.names())
    )
    more_figures, more_tables = report.requested.unpack(requested_results)
    page = report.page.write_report(
        study,
        comparison,
        figures | more_figures,
        tables | more_tables,
        summaries,
        test_labels,
        test_pixels,
    )
    return page, here


def write_page() -> list[Node]:
    """Of what there is."""
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
            | {name: name for name in (*FIGURES, *TABLES, "requested_results")}
            | of_each(model_names.names(), "summary"),
            ["report", "environment"],
            name="write_report",
            namespace="reporting",
        )
    ]

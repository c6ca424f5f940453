"""The reporting pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...figures import (
    draw_accuracies,
    draw_calibration,
    draw_classes,
    draw_confusion,
    draw_history,
)
from ...parameters import MODELS, NETWORKS, per_model
from ...report import write_report

FIGURES = ("classes_figure", "accuracies_figure", "calibration_figure")
OF_NETWORKS = ("history_figure", "gradcam_examples", "gradcam_maps")


def create_pipeline() -> Pipeline:
    """Draw the figures, and write the report from the artifacts of the other pipelines."""
    of_models = [f"{model}.confusion_figure" for model in MODELS]
    of_networks = [f"{model}.{name}" for model in NETWORKS for name in OF_NETWORKS]
    shown = {name.replace(".", "_"): name for name in (*FIGURES, *of_models, *of_networks)}
    return pipeline(
        [
            node(draw_classes, "split_index", "classes_figure", name="draw_classes"),
            node(draw_accuracies, "accuracies", "accuracies_figure", name="draw_accuracies"),
            node(
                draw_calibration, "confidence_bins", "calibration_figure", name="draw_calibration"
            ),
            *(
                node(
                    draw_confusion,
                    [f"{model}.predictions", "classes"],
                    f"{model}.confusion_figure",
                    name=f"draw_confusion_{model}",
                )
                for model in MODELS
            ),
            *(
                node(
                    draw_history,
                    f"{model}.history",
                    f"{model}.history_figure",
                    name=f"draw_history_{model}",
                )
                for model in NETWORKS
            ),
            node(
                write_report,
                {
                    "classes": "classes",
                    "split_index": "split_index",
                    "skipped_files": "skipped_files",
                    "test_pixels": "test.pixels",
                    "chosen_model": "chosen_model",
                    "accuracies": "accuracies",
                    "pairwise_tests": "pairwise_tests",
                    "calibration": "calibration",
                    "seed": "params:seed",
                }
                | per_model("predictions")
                | shown,
                "report",
                name="write_report",
            ),
        ],
        namespace="reporting",
        prefix_datasets_with_namespace=False,
        tags="reporting",
    )

"""The reporting pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...figures import draw_accuracies, draw_calibration, draw_classes, draw_confusion, draw_history
from ...parameters import MODELS, NETWORKS, per_model
from ...report import write_report

NAME = "reporting"
SHOWN = (
    *("test.pixels", "classes", "chosen_model", "split_index", "skipped_files"),
    *("accuracies", "pairwise_tests", "calibration"),
    *("classes_figure", "accuracies_figure", "calibration_figure"),
)
OF_NETWORKS = ("history_figure", "gradcam_examples", "gradcam_maps")


def create_pipeline() -> Pipeline:
    """Draw the figures, and write the report from the artifacts of the other pipelines."""
    nodes = [
        node(draw_classes, "split_index", "classes_figure", name="draw_classes"),
        node(draw_accuracies, "accuracies", "accuracies_figure", name="draw_accuracies"),
        node(draw_calibration, "confidence_bins", "calibration_figure", name="draw_calibration"),
    ]
    for model in MODELS:
        predicted, drawn = [f"{model}.predictions", "classes"], f"{model}.confusion_figure"
        nodes.append(node(draw_confusion, predicted, drawn, name=f"draw_confusion_{model}"))
    for model in NETWORKS:
        history, drawn = f"{model}.history", f"{model}.history_figure"
        nodes.append(node(draw_history, history, drawn, name=f"draw_history_{model}"))
    of_models = [f"{model}.confusion_figure" for model in MODELS]
    of_networks = [f"{model}.{name}" for model in NETWORKS for name in OF_NETWORKS]
    shown = {name.replace(".", "_"): name for name in (*SHOWN, *of_models, *of_networks)}
    shown |= {"seed": "params:seed"} | per_model("predictions")
    nodes.append(node(write_report, shown, "report", name="write_report"))
    return pipeline(nodes, namespace=NAME, prefix_datasets_with_namespace=False, tags=NAME)

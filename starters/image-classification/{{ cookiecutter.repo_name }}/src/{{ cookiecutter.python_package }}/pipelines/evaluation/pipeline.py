"""The evaluation pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...calibration import fit_temperatures, measure_calibration
from ...parameters import per_model
from ...predictions import choose_model
from ...significance import compare_pairs, tabulate_accuracies

NAME = "evaluation"


def create_pipeline() -> Pipeline:
    """Measure and compare the models that have been run, from their predictions alone."""
    validation, test = per_model("validation_predictions"), per_model("predictions")
    classes, calibrated = {"classes": "classes"}, ["calibration", "confidence_bins"]
    to_calibrate = {"temperatures": "temperatures"} | classes | test
    nodes = [
        node(choose_model, validation, "chosen_model", name="choose_model"),
        node(fit_temperatures, classes | validation, "temperatures", name="fit_temperatures"),
        node(tabulate_accuracies, test, "accuracies", name="tabulate_accuracies"),
        node(compare_pairs, test, "pairwise_tests", name="compare_pairs"),
        node(measure_calibration, to_calibrate, calibrated, name="measure_calibration"),
    ]
    return pipeline(nodes, namespace=NAME, prefix_datasets_with_namespace=False, tags=NAME)

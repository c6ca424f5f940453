"""The evaluation pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from ...calibration import fit_temperatures, measure_calibration
from ...parameters import per_model
from ...predictions import choose_model
from ...significance import compare_pairs, tabulate_accuracies


def create_pipeline() -> Pipeline:
    """Measure and compare the models, from their predictions alone.

    The nodes take whichever models have been run. The best model and the temperatures are chosen by
    nodes that take only predictions of the validation images.
    """
    validation, test = per_model("validation_predictions"), per_model("predictions")
    return pipeline(
        [
            node(choose_model, validation, "chosen_model", name="choose_model"),
            node(
                fit_temperatures,
                {"classes": "classes"} | validation,
                "temperatures",
                name="fit_temperatures",
            ),
            node(
                tabulate_accuracies,
                {"classes": "classes"} | test,
                "accuracies",
                name="tabulate_accuracies",
            ),
            node(compare_pairs, test, "pairwise_tests", name="compare_pairs"),
            node(
                measure_calibration,
                {"temperatures": "temperatures", "classes": "classes"} | test,
                ["calibration", "confidence_bins"],
                name="measure_calibration",
            ),
        ],
        namespace="evaluation",
        prefix_datasets_with_namespace=False,
        tags="evaluation",
    )

"""The evaluation pipeline."""

from typing import Any

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import models
from fashion_mnist.pipelines.evaluation import nodes


def create_pipeline(**_: Any) -> Pipeline:
    """Test the differences between the models, and measure what their probabilities are worth.

    It takes whichever models have been run. What is chosen is chosen on the validation images, by
    nodes that take nothing else.
    """
    classes, seed = {"classes": "params:classes"}, {"seed": "params:seed"}
    validation, test = of_each_model("validation_predictions"), of_each_model("predictions")
    return pipeline(
        [
            node(
                nodes.tabulate_intervals,
                classes | test,
                "accuracy_intervals",
                name="tabulate_intervals",
            ),
            node(
                nodes.compare_pairs,
                seed | test,
                ["pairwise_tests", "pairwise_wins"],
                name="compare_pairs",
            ),
            node(
                nodes.fit_temperatures,
                classes | validation,
                "temperatures",
                name="fit_temperatures",
            ),
            node(
                nodes.measure_calibration,
                {"temperatures": "temperatures"} | classes | seed | test,
                ["calibration", "confidence_bins", "reliability_diagrams"],
                name="measure_calibration",
            ),
            node(
                nodes.choose_thresholds,
                classes | validation,
                "thresholds",
                name="choose_thresholds",
            ),
            node(
                nodes.measure_coverage,
                {"thresholds": "thresholds"} | classes | test,
                ["coverage", "accuracy_against_coverage"],
                name="measure_coverage",
            ),
        ],
        tags="evaluation",
    )


def of_each_model(dataset: str) -> dict[str, str]:
    """A dataset of every model, as an argument named after the model."""
    return {model: f"{model}.{dataset}" for model in models.names()}

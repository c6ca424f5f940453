"""The evaluation pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.evaluation import nodes
from fashion_mnist.pipelines.templates import of_each


def create_pipeline() -> Pipeline:
    """Test the differences between the models, and measure what their probabilities are worth.

    It takes whichever models have been run. What is chosen is chosen on the validation images, by
    nodes that take nothing else.
    """
    classes, seed = {"classes": "params:classes"}, {"seed": "params:seed"}
    validation = of_each(model_names.names(), "validation_predictions")
    test = of_each(model_names.names(), "predictions")
    return pipeline(
        [
            node(
                nodes.tabulate_intervals,
                classes | test,
                "accuracy_intervals",
                name="tabulate_intervals",
                namespace="evaluation",
            ),
            node(
                nodes.compare_pairs,
                seed | test,
                ["pairwise_tests", "pairwise_wins"],
                name="compare_pairs",
                namespace="evaluation",
            ),
            node(
                nodes.choose_pair,
                validation,
                "chosen_pair",
                name="choose_pair",
                namespace="evaluation",
            ),
            node(
                nodes.compare_by_class,
                {"pair": "chosen_pair"} | classes | seed | test,
                ["class_gains", "disagreements", "corrected_errors", "class_gains_figure"],
                name="compare_by_class",
                namespace="evaluation",
            ),
            node(
                nodes.fit_temperatures,
                classes | validation,
                "temperatures",
                name="fit_temperatures",
                namespace="evaluation",
            ),
            node(
                nodes.measure_calibration,
                {"temperatures": "temperatures"} | classes | seed | test,
                ["calibration", "confidence_bins", "reliability_diagrams"],
                name="measure_calibration",
                namespace="evaluation",
            ),
            node(
                nodes.choose_thresholds,
                classes | validation,
                "thresholds",
                name="choose_thresholds",
                namespace="evaluation",
            ),
            node(
                nodes.measure_coverage,
                {"thresholds": "thresholds"} | classes | test,
                ["coverage", "accuracy_against_coverage"],
                name="measure_coverage",
                namespace="evaluation",
            ),
        ],
        tags="evaluation",
    )

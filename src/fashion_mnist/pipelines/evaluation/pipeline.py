"""The evaluation pipeline."""

from functools import partial

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation import calibration, significance
from fashion_mnist.evaluation import classes as by_class
from fashion_mnist.evaluation.calibration import choose_thresholds, fit_temperatures
from fashion_mnist.evaluation.predictions import Table, by_accuracy
from fashion_mnist.evaluation.significance import tabulate_intervals
from fashion_mnist.figures import comparison
from fashion_mnist.figures.classes import class_gains
from fashion_mnist.figures.style import Figure
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import per_model


def create_pipeline() -> Pipeline:
    """Test the differences between the models, and measure how reliable their probabilities are.

    The nodes take whichever models have been run. The pair to compare, temperatures and thresholds
    are chosen by nodes that take only predictions of the validation images.
    """
    classes, seed = {"classes": "params:classes"}, {"seed": "params:seed"}
    validation = per_model(model_names.NAMES, "validation_predictions")
    test = per_model(model_names.NAMES, "predictions")
    class_inputs = {"pair": "chosen_pair"} | classes | seed | test
    compared = ["class_gains", "disagreements", "corrected_errors", "class_gains_figure"]
    calibration_inputs = {"temperatures": "temperatures"} | classes | seed | test
    calibrated = ["calibration", "confidence_bins", "reliability_diagrams"]
    coverage_inputs = {"thresholds": "thresholds"} | classes | test
    covered = ["coverage", "accuracy_against_coverage"]
    step = partial(node, namespace="evaluation")
    nodes = [
        step(tabulate_intervals, classes | test, "accuracy_intervals", name="tabulate_intervals"),
        step(compare_pairs, seed | test, ["pairwise_tests", "pairwise_wins"], name="compare_pairs"),
        step(by_class.choose_pair, validation, "chosen_pair", name="choose_pair"),
        step(compare_by_class, class_inputs, compared, name="compare_by_class"),
        step(fit_temperatures, classes | validation, "temperatures", name="fit_temperatures"),
        step(measure_calibration, calibration_inputs, calibrated, name="measure_calibration"),
        step(choose_thresholds, classes | validation, "thresholds", name="choose_thresholds"),
        step(measure_coverage, coverage_inputs, covered, name="measure_coverage"),
    ]
    return pipeline(nodes, tags="evaluation")


def compare_pairs(seed: int, **predictions: Table) -> tuple[Table, Figure]:
    """Test which models differ; return a table and a figure."""
    tests = significance.compare_pairs(predictions, seed)
    return tests, comparison.pairwise_wins(tests)


def compare_by_class(
    pair: dict[str, str], classes: list[str], seed: int, **predictions: Table
) -> tuple[Table, Table, Table, Figure]:
    """Compare the chosen network and classical model by class, by image and by error."""
    if not predictions.keys() >= {*pair.values()}:  # a model has not predicted the test images yet
        pair = {}
    gains = by_class.compare_recalls(predictions, pair, classes, seed)
    disagreements = by_class.list_disagreements(predictions, pair, classes)
    errors = by_class.compare_errors(predictions, pair, classes, seed)
    return gains, disagreements, errors, class_gains(gains)


def measure_calibration(
    temperatures: Table, classes: list[str], seed: int, **predictions: Table
) -> tuple[Table, Table, Figure]:
    """Measure calibration with and without temperatures; return scores, bins and a figure."""
    scores, bins = calibration.measure(by_accuracy(predictions), temperatures, classes, seed)
    return scores, bins, comparison.reliability_diagrams(bins)


def measure_coverage(
    thresholds: Table, classes: list[str], **predictions: Table
) -> tuple[Table, Figure]:
    """Measure accuracy and coverage at the thresholds; return a table and a figure."""
    table = calibration.measure_coverage(by_accuracy(predictions), thresholds, classes)
    return table, comparison.accuracy_against_coverage(table)

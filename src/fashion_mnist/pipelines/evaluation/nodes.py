"""Nodes of the evaluation pipeline."""

from __future__ import annotations

from fashion_mnist import evaluation, figures


def tabulate_intervals(classes: list[str], **predictions: evaluation.Table) -> evaluation.Table:
    """Give every accuracy and recall its interval."""
    ranked = evaluation.predictions.by_accuracy(predictions)
    return evaluation.significance.tabulate_intervals(ranked, classes)


def compare_pairs(
    seed: int, **predictions: evaluation.Table
) -> tuple[evaluation.Table, figures.Figure]:
    """Test which models differ, as a table and a figure."""
    tests = evaluation.significance.compare_pairs(predictions, seed)
    return tests, figures.significance.pairwise_wins(tests)


def choose_pair(**validation_predictions: evaluation.Table) -> dict[str, str]:
    """Choose the network and the classical model to compare, on the validation images."""
    return evaluation.class_gains.choose_pair(validation_predictions)


def compare_by_class(
    pair: dict[str, str], classes: list[str], seed: int, **predictions: evaluation.Table
) -> tuple[evaluation.Table, evaluation.Table, evaluation.Table, figures.Figure]:
    """Test what the chosen network gains on the classical model: classes, images, errors."""
    if not predictions.keys() >= {*pair.values()}:  # one has not predicted the test images yet
        pair = {}
    gains = evaluation.class_gains.compare_by_class(predictions, pair, classes, seed)
    disagreements = evaluation.class_gains.list_disagreements(predictions, pair, classes)
    errors = evaluation.class_gains.compare_errors(predictions, pair, classes, seed)
    return gains, disagreements, errors, figures.class_gains.class_gains(gains)


def fit_temperatures(
    classes: list[str], **validation_predictions: evaluation.Table
) -> evaluation.Table:
    """Fit the temperature of each model's probabilities, on the validation images."""
    return evaluation.calibration.tabulate_temperatures(validation_predictions, classes)


def choose_thresholds(
    classes: list[str], **validation_predictions: evaluation.Table
) -> evaluation.Table:
    """Choose how certain each model must be, on the validation images."""
    return evaluation.selective_accuracy.choose_thresholds(validation_predictions, classes)


def measure_calibration(
    temperatures: evaluation.Table, classes: list[str], seed: int, **predictions: evaluation.Table
) -> tuple[evaluation.Table, evaluation.Table, figures.Figure]:
    """Measure the probabilities with and without the temperatures: scores, bins, and a figure."""
    ranked = evaluation.predictions.by_accuracy(predictions)
    scores, bins = evaluation.calibration.measure(ranked, temperatures, classes, seed)
    return scores, bins, figures.calibration.reliability_diagrams(bins)


def measure_coverage(
    thresholds: evaluation.Table, classes: list[str], **predictions: evaluation.Table
) -> tuple[evaluation.Table, figures.Figure]:
    """Measure what the models get right of what they are certain of, as a table and a figure."""
    ranked = evaluation.predictions.by_accuracy(predictions)
    table = evaluation.selective_accuracy.measure_coverage(ranked, thresholds, classes)
    return table, figures.calibration.accuracy_against_coverage(table)

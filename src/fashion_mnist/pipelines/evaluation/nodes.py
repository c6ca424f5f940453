"""Nodes of the evaluation pipeline."""

from __future__ import annotations

from fashion_mnist.evaluation import calibration, class_gains, selective_accuracy, significance
from fashion_mnist.evaluation.class_gains import compare_errors, list_disagreements
from fashion_mnist.evaluation.predictions import Table, by_accuracy
from fashion_mnist.figures import comparison
from fashion_mnist.figures.calibration import accuracy_against_coverage, reliability_diagrams
from fashion_mnist.figures.classes import class_gains as classes_class_gains
from fashion_mnist.figures.style import Figure


def tabulate_intervals(classes: list[str], **predictions: Table) -> Table:
    """Give every accuracy and recall its interval."""
    ranked = by_accuracy(predictions)
    return significance.tabulate_intervals(ranked, classes)


def compare_pairs(seed: int, **predictions: Table) -> tuple[Table, Figure]:
    """Test which models differ, as a table and a figure."""
    tests = significance.compare_pairs(predictions, seed)
    return tests, comparison.pairwise_wins(tests)


def choose_pair(**validation_predictions: Table) -> dict[str, str]:
    """Choose the network and the classical model to compare, on the validation images."""
    return class_gains.choose_pair(validation_predictions)


def compare_by_class(
    pair: dict[str, str], classes: list[str], seed: int, **predictions: Table
) -> tuple[Table, Table, Table, Figure]:
    """Test what the chosen network gains on the classical model: classes, images, errors."""
    if not predictions.keys() >= {*pair.values()}:  # one has not predicted the test images yet
        pair = {}
    gains = class_gains.compare_by_class(predictions, pair, classes, seed)
    disagreements = list_disagreements(predictions, pair, classes)
    errors = compare_errors(predictions, pair, classes, seed)
    return gains, disagreements, errors, classes_class_gains(gains)


def fit_temperatures(classes: list[str], **validation_predictions: Table) -> Table:
    """Fit the temperature of each model's probabilities, on the validation images."""
    return calibration.tabulate_temperatures(validation_predictions, classes)


def choose_thresholds(classes: list[str], **validation_predictions: Table) -> Table:
    """Choose how certain each model must be, on the validation images."""
    return selective_accuracy.choose_thresholds(validation_predictions, classes)


def measure_calibration(
    temperatures: Table, classes: list[str], seed: int, **predictions: Table
) -> tuple[Table, Table, Figure]:
    """Measure the probabilities with and without the temperatures: scores, bins, and a figure."""
    ranked = by_accuracy(predictions)
    scores, bins = calibration.measure(ranked, temperatures, classes, seed)
    return scores, bins, reliability_diagrams(bins)


def measure_coverage(
    thresholds: Table, classes: list[str], **predictions: Table
) -> tuple[Table, Figure]:
    """Measure what the models get right of what they are certain of, as a table and a figure."""
    ranked = by_accuracy(predictions)
    table = selective_accuracy.measure_coverage(ranked, thresholds, classes)
    return table, accuracy_against_coverage(table)

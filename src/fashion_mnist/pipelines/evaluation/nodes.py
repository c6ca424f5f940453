"""Nodes of the evaluation pipeline."""

from __future__ import annotations

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import pandas as pd
    from plotly import graph_objects as go

    from fashion_mnist import calibration, coverage, significance
    from fashion_mnist.figures import calibration as calibration_figures
    from fashion_mnist.figures import significance as significance_figures


def tabulate_intervals(classes: list[str], **predictions: pd.DataFrame) -> pd.DataFrame:
    """Give every accuracy and recall its interval."""
    return significance.tabulate_intervals(predictions, classes)


def compare_pairs(seed: int, **predictions: pd.DataFrame) -> tuple[pd.DataFrame, go.Figure]:
    """Test which models differ, as a table and a figure."""
    tests = significance.compare_pairs(predictions, seed)
    return tests, significance_figures.pairwise_wins(tests)


def fit_temperatures(classes: list[str], **validation_predictions: pd.DataFrame) -> pd.DataFrame:
    """Fit the temperature of each model's probabilities, on the validation images."""
    return calibration.tabulate_temperatures(validation_predictions, classes)


def choose_thresholds(classes: list[str], **validation_predictions: pd.DataFrame) -> pd.DataFrame:
    """Choose how certain each model must be, on the validation images."""
    return coverage.choose_thresholds(validation_predictions, classes)


def measure_calibration(
    temperatures: pd.DataFrame, classes: list[str], seed: int, **predictions: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, go.Figure]:
    """Measure the probabilities with and without the temperatures: scores, bins, and a figure."""
    scores, bins = calibration.measure(predictions, temperatures, classes, seed)
    return scores, bins, calibration_figures.reliability_diagrams(bins)


def measure_coverage(
    thresholds: pd.DataFrame, classes: list[str], **predictions: pd.DataFrame
) -> tuple[pd.DataFrame, go.Figure]:
    """Measure what the models get right of what they are certain of, as a table and a figure."""
    table = coverage.measure_coverage(predictions, thresholds, classes)
    return table, calibration_figures.accuracy_against_coverage(table)

"""Nodes of the reporting pipeline."""

from __future__ import annotations

from typing import Any

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd
    from plotly import graph_objects as go

    from fashion_mnist import image_sets, metrics, seeds
    from fashion_mnist.figures import (
        architecture,
        assessment,
        data,
        evaluation,
        learning,
        robustness,
        significance,
        techniques,
    )
    from fashion_mnist.report import cards, page, summary

STABLE_WITHIN = 0.005  # of validation accuracy


def draw_data(
    images: np.ndarray, labels: np.ndarray, profile: dict, classes: list[str]
) -> tuple[go.Figure, go.Figure, go.Figure]:
    """Draw the classes, samples and pixel values of the raw training set."""
    labels = image_sets.encode_labels(labels, classes)
    return (
        data.class_distribution(labels, classes),
        data.sample_grid(images, labels, classes),
        data.pixel_histogram(images, profile),
    )


def draw_preprocessing(pixels: np.ndarray, normalised: np.ndarray, flat: np.ndarray) -> go.Figure:
    """Draw the first training image before and after preprocessing."""
    return data.preprocessing(pixels[0], normalised[0], flat[0])


def evaluate(
    predictions: pd.DataFrame, cost: dict, classes: list[str]
) -> tuple[dict, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Score a model: metrics, classification report, confusions, confused pairs and mistakes."""
    confusions = metrics.count_confusions(predictions, classes)
    return (
        metrics.score(predictions) | cost,
        metrics.report_classes(predictions, classes),
        confusions,
        metrics.rank_confused_pairs(confusions),
        metrics.list_mistakes(predictions, classes),
    )


def draw_architecture(layers: pd.DataFrame, model: str) -> go.Figure:
    """Draw the layers of a model."""
    return architecture.architecture(layers, model)


def draw_confusion_matrix(confusions: pd.DataFrame, model: str) -> go.Figure:
    """Draw the confusions of a model."""
    return evaluation.confusion_matrix(confusions, model)


def draw_learning(history: pd.DataFrame, model: str) -> go.Figure:
    """Draw how a network learned."""
    return learning.learning_curves(history, model)


def compare_models(
    image_set: str, human_accuracy: dict[str, float], **summaries: dict
) -> tuple[pd.DataFrame, go.Figure, go.Figure]:
    """Compare accuracy and cost of all models, as a table and two figures."""
    comparison = metrics.compare_models({m: summary["metrics"] for m, summary in summaries.items()})
    name = image_sets.parse_description(image_set)["name"]
    return (
        comparison,
        evaluation.accuracy(comparison, human_accuracy.get(name)),
        evaluation.accuracy_against_cost(comparison),
    )


def compare_classes(classes: list[str], **summaries: dict) -> tuple[pd.DataFrame, go.Figure]:
    """Compare the models class by class, as a table and a figure."""
    table = metrics.compare_classes(_tables(summaries, "report"), classes)
    return table, evaluation.class_recall(table, classes)


def join_confused_pairs(**summaries: dict) -> pd.DataFrame:
    """All models' confused pairs in one table."""
    return metrics.join_tables(_tables(summaries, "pairs"))


def compare_runs(**runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, go.Figure]:
    """Compare the trainings of each network: all of them, their statistics, and a figure."""
    table = metrics.join_tables(runs)
    return table, seeds.summarise_runs(table), significance.accuracy_by_seed(table)


def _tables(summaries: dict, part: str) -> dict[str, pd.DataFrame]:
    return {model: pd.DataFrame(summary[part]) for model, summary in summaries.items()}


def compare_explanations(**measures: pd.DataFrame) -> tuple[pd.DataFrame, go.Figure, go.Figure]:
    """The measures of all networks' heat maps, as a table and two figures."""
    table = metrics.join_tables(measures)
    return table, assessment.scores(table), assessment.randomisation(table)


def draw_explanation_curves(**points: pd.DataFrame) -> go.Figure:
    """Draw deletion and insertion by all networks' heat maps."""
    return assessment.curves(metrics.join_tables(points))


def compare_robustness(**tables: pd.DataFrame) -> tuple[pd.DataFrame, go.Figure, go.Figure]:
    """All models' accuracies under every condition, as a table and two figures."""
    table = metrics.join_tables(tables)
    return table, robustness.heat_map(table), robustness.curves(table)


def rank_robustness(**summaries: dict) -> pd.DataFrame:
    """The relative robustness of the models, the most robust first."""
    table = pd.DataFrame(
        {"model": list(summaries)} | pd.DataFrame(summaries.values()).to_dict("list")
    )
    return table.sort_values("relative_robustness", ascending=False, ignore_index=True)


def draw_techniques(**effects: pd.DataFrame) -> go.Figure:
    """Draw what each technique adds to the accuracy of the cnn."""
    return techniques.effects(effects["table"], "What each technique adds to the cnn, at what cost")


def draw_classical_techniques(**effects: pd.DataFrame) -> go.Figure:
    """Draw what each technique adds to the accuracy of a classical model."""
    return techniques.effects(effects["table"], "What each technique adds to classical models")


def draw_depth(**tables: pd.DataFrame) -> tuple[go.Figure, go.Figure]:
    """Draw the gradients and the training losses of networks of growing depth."""
    return techniques.gradients(tables["gradients"]), techniques.losses(tables["runs"])


def summarise_learning(history: pd.DataFrame) -> dict:
    """The numbers behind the remarks on a learning curve."""
    return metrics.summarise_learning(history, STABLE_WITHIN)


def record_environment(machine: dict, seed: int) -> dict:
    """Keep what this run was made with."""
    return machine | {"seed": seed}


def describe_model(
    scores: dict,
    classification_report: pd.DataFrame,
    confusions: pd.DataFrame,
    confused_pairs: pd.DataFrame,
    mistakes: pd.DataFrame,
    pixels: np.ndarray,
    classes: list[str],
    **more: Any,
) -> dict:
    """Gather what the report says of a model, with whatever `more` there is."""
    results = {
        "metrics": scores,
        "classification_report": classification_report,
        "confusions": confusions,
        "confused_pairs": confused_pairs,
        "mistakes": mistakes,
        **more,
    }
    return summary.describe_model(results, pixels, classes)


def write_model_card(
    results: dict,
    pixels: np.ndarray,
    classes: list[str],
    image_set: str,
    machine: dict,
    seed: int,
    model: str,
) -> str:
    """Write the model card of one model."""
    described = image_sets.parse_description(image_set) | {"shape": pixels.shape}
    environment = record_environment(machine, seed)
    return cards.write_model_card(model, classes, described, environment, results)


def write_report(
    classes: list[str],
    image_set: str,
    human_accuracy: dict[str, float],
    environment: dict,
    profile: dict,
    train: np.ndarray,
    validation: np.ndarray,
    test: np.ndarray,
    comparison: pd.DataFrame,
    **results: Any,
) -> str:
    """Write the whole study into one page, from figures, tables and each model's summary."""
    described = image_sets.parse_description(image_set)
    parts = {"train": len(train), "validation": len(validation), "test": len(test)}
    figures, tables, summaries = (
        {name: found for name, found in results.items() if isinstance(found, kind)}
        for kind in (go.Figure, pd.DataFrame, dict)
    )
    return page.write_report(
        classes,
        described | {"human_accuracy": human_accuracy.get(described["name"])},
        environment,
        profile,
        parts,
        comparison,
        figures,
        tables,
        summaries,
    )

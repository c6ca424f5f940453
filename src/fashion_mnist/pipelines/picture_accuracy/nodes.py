"""Nodes of the picture_accuracy pipeline."""

from __future__ import annotations

from typing import Any

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.images.arrays import Floats
from fashion_mnist.pictures.accuracy import (
    PictureAccuracy,
    find_mistakes,
    judge_answers,
    tabulate_accuracies,
    tabulate_confusions,
)
from fashion_mnist.report import pictures


def measure(answers: Table, classes: list[str], options: PictureAccuracy) -> tuple[Table, Table]:
    """Compare the answers with the names of the folders: accuracies and confusions."""
    judged = judge_answers(answers, classes, options.folders)
    return (
        tabulate_accuracies(judged),
        tabulate_confusions(judged),
    )


def show_mistakes(
    classifier: dict[str, Any],
    conversions: list[dict[str, Any]],
    answers: Table,
    maps: Floats,
    classes: list[str],
    options: PictureAccuracy,
) -> str:
    """Show what was answered wrongly, with all steps, those of which it was sure first."""
    judged = judge_answers(answers, classes, options.folders)
    wrong = find_mistakes(judged)
    return pictures.write_page(
        classifier,
        [conversions[place] for place in wrong],
        answers.iloc[wrong],
        maps[wrong],
        title="Mistakes",
    )

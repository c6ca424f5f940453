"""Nodes of the picture_accuracy pipeline."""

from __future__ import annotations

from typing import Any

from fashion_mnist import evaluation, images, parameters, pictures, report


def measure(
    answers: evaluation.Table, classes: list[str], options: parameters.PictureAccuracy
) -> tuple[evaluation.Table, evaluation.Table]:
    """Compare the answers with the names of the folders: accuracies and confusions."""
    judged = pictures.accuracy.judge_answers(answers, classes, options.folders)
    return (
        pictures.accuracy.tabulate_accuracies(judged),
        pictures.accuracy.tabulate_confusions(judged),
    )


def show_mistakes(
    classifier: dict[str, Any],
    conversions: list[dict[str, Any]],
    answers: evaluation.Table,
    maps: images.Floats,
    classes: list[str],
    options: parameters.PictureAccuracy,
) -> str:
    """Show what was answered wrongly, with all steps, those of which it was sure first."""
    judged = pictures.accuracy.judge_answers(answers, classes, options.folders)
    wrong = pictures.accuracy.find_mistakes(judged)
    return report.pictures_page.write_page(
        classifier,
        [conversions[place] for place in wrong],
        answers.iloc[wrong],
        maps[wrong],
        title="Mistakes",
    )

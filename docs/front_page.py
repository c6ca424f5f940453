"""What the site's front page shows of a run: the answer, a figure, and six test images."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from markdown_it import MarkdownIt
from model_table import read_study, tell_answer
from numpy.typing import NDArray

from fashion_mnist.figures.style import model_symbols
from fashion_mnist.images.arrays import Labels, encode_data_uri
from fashion_mnist.report.render import THUMBNAIL, Row

SHOWN = 6  # test images
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)  # of the figure's axis, which has at most MOST_STEPS
MOST_STEPS = 7
MARKS = {"diamond": "◆", "circle": "●", "star": "★"}  # as in the report's figures


def describe_front(data: Path) -> dict[str, Any]:
    """Return the values of the template `site_front.html.j2` that come from a run."""
    study = read_study(data)
    environment = (data / "08_reporting/environment.json").read_text(encoding="utf-8")
    return {
        "answer": MarkdownIt().render(tell_answer(study, data)),
        "figure": draw_accuracies(study),
        "garments": show_garments([row["model"] for row in study], data),
        "environment": json.loads(environment),
    }


def draw_accuracies(study: Sequence[Row]) -> dict[str, Any]:
    """Place the accuracy of each model, and its interval, on an axis.

    Returns:
        `ticks`: the accuracies at the axis's ends and at equal steps between them. `rows`: the
        study's rows with the `mark` of the model's kind and, in shares of the axis, the `middle`
        of the accuracy and the `left` end and `width` of its interval.
    """
    lows, highs = ([row[f"accuracy_{end}"] for row in study] for end in ("low", "high"))
    step = next((s for s in STEPS if max(highs) - min(lows) <= s * (MOST_STEPS - 2)), STEPS[-1])
    first, last = math.floor(min(lows) / step), math.ceil(max(highs) / step)

    def place(share: float) -> float:
        return (share / step - first) / (last - first)

    symbols = model_symbols()
    rows = [
        {
            **row,
            "mark": MARKS[symbols[row["model"]]],
            "left": place(row["accuracy_low"]),
            "width": place(row["accuracy_high"]) - place(row["accuracy_low"]),
            "middle": place(row["accuracy"]),
        }
        for row in study
    ]
    return {"ticks": [tick * step for tick in range(first, last + 1)], "rows": rows}


def show_garments(models: Sequence[str], data: Path) -> list[dict[str, Any]]:
    """Show test images of different classes with the predictions of all models.

    Returns:
        For each image its `source`, its `class`, the number of models that are `right`, and the
        `answers`: each predicted class with its models, the most frequent first.
    """
    tables = [
        pd.read_parquet(data / f"07_model_output/{model}/predictions.parquet") for model in models
    ]
    classes, labels = tables[0].columns[2:], tables[0]["y_true"].to_numpy()
    predicted = np.stack([table["y_pred"] for table in tables])  # (n_models, n)
    counts = (predicted == labels).sum(axis=0)
    pixels = np.load(data / "02_intermediate/test/pixels.npy", mmap_mode="r")
    return [
        {
            "source": encode_data_uri(np.asarray(pixels[index]), longest=THUMBNAIL),
            "class": classes[labels[index]],
            "right": int(counts[index]),
            "answers": {
                classes[label]: [models[each] for each in np.flatnonzero(of_image == label)]
                for label in pd.Series(of_image).value_counts().index
            },
        }
        for index, of_image in ((index, predicted[:, index]) for index in choose(counts, labels))
    ]


def choose(counts: NDArray[np.integer], labels: Labels) -> list[int]:
    """Choose images from easy to hard, by how many models classify each correctly.

    For evenly spaced counts, from the largest to 0, it is the first image with the nearest count
    whose class has not been chosen yet.
    """
    chosen: list[int] = []
    for wanted in np.linspace(counts.max(), 0, min(SHOWN, len(np.unique(labels)))):
        is_new = ~np.isin(labels, labels[chosen])
        chosen.append(int(np.where(is_new, np.abs(counts - wanted), np.inf).argmin()))
    return chosen

"""Pages of classified pictures."""

from collections.abc import Mapping, Sequence
from itertools import compress

import numpy as np
import pandas as pd

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.figures.style import heat_overlay
from fashion_mnist.images.arrays import Floats, Images, Labels, encode_data_uri
from fashion_mnist.parameters import model_names
from fashion_mnist.pictures.answers import (
    confidence_label,
    count_confidence_labels,
    encode_steps,
    summarise,
)
from fashion_mnist.pictures.conversion import Explained
from fashion_mnist.pictures.foreground import Box
from fashion_mnist.report.render import THUMBNAIL, Json, Row, Tables, render, rows_of

EXPLAINED = {*model_names.ALL_NETWORKS, model_names.RELEASED}  # by heat maps
MIN_SHARE = 0.05  # predicted classes with a smaller share of a kind are left out
SHOWN = {(True, True): 3, (True, False): 3, (False, True): 2, (False, False): 2}  # by who is right


def describe_pictures(tables: Tables) -> dict[str, object] | None:
    """Arrange the tables of the pipeline `picture_accuracy`; None if it has not been run.

    `answers` holds, for each kind of pictures, the predicted classes with their shares.
    """
    if "picture_accuracies" not in tables:
        return None
    rows = rows_of(tables, "picture_accuracies")
    images = {row["name"]: row["images"] for row in rows if row["by"] in ("kind", "no class")}
    answers: dict[str, list[tuple[str, float]]] = {}
    for row in rows_of(tables, "picture_confusions"):
        share = row["images"] / images[row["kind"]]
        if share >= MIN_SHARE:
            answers.setdefault(row["kind"], []).append((row["class"], share))
    return {
        "all": next((row for row in rows if row["by"] == "all"), None),
        "parts": [row for row in rows if row["by"] in ("group", "kind")],
        "no_class": [row for row in rows if row["by"] == "no class"],
        "answers": answers,
    }


def show_answers(
    kinds: Json | None,
    summaries: Mapping[str, Json],
    labels: Labels,
    pixels: Images,
    classes: Sequence[str],
) -> list[Json]:
    """Show test images with the predictions of the best models of both `kinds`.

    Returns:
        One entry for each case that occurs (both models right, one of them, neither): the models
        that are `right`, the `count` of images, and the first image of each class up to `SHOWN`.
    """
    if kinds is None:
        return []
    models = [kinds[kind]["best"]["model"] for kind in ("deep", "classical")]
    truth = np.asarray(classes, dtype=object)[labels]
    answers = {name: truth.copy() for name in models}
    for name, answer in answers.items():
        mistakes = summaries[name]["mistakes"]
        answer[mistakes["index"]] = mistakes["predicted"]
    right = np.stack([answer == truth for answer in answers.values()], axis=1)  # (n, 2)
    cases = []
    for case, shown in SHOWN.items():
        found = np.flatnonzero((right == case).all(axis=1))
        _, first = np.unique(labels[found], return_index=True)
        images = [
            {
                "source": encode_data_uri(pixels[index], longest=THUMBNAIL),
                "class": truth[index],
                "answers": {name: answers[name][index] for name in models},
            }
            for index in found[np.sort(first)[:shown]]
        ]
        if images:
            right_models = list(compress(models, case))
            cases.append({"right": right_models, "count": len(found), "images": images})
    return cases


def write_answer(explained: Explained) -> str:
    """Render a self-contained HTML fragment: the prediction and its steps, or why there is none."""
    answer, picture, conversion, _, heat = explained
    row = {str(name): value for name, value in answer.items()}
    if picture is None or conversion is None or heat is None:
        return write_refusal(row["reason"], picture)
    shown = _describe_answer(row, heat, "WEBP") | {
        "steps": encode_steps(conversion),
        "place": {"left": 0.0, "top": 0.0, "width": 1.0, "height": 1.0},
    }
    is_network = row["model"] in EXPLAINED
    return render("app_answer.html.j2", picture=shown | _show(picture), is_network=is_network)


def write_refusal(reason: str, picture: Images | None = None) -> str:
    """Render why a picture was not classified, with the picture if it could be read."""
    shown = {} if picture is None else _show(picture)
    return render("app_answer.html.j2", picture={"verdict": "unread", "reason": reason, **shown})


def _show(picture: Images) -> Json:
    height, width = picture.shape[:2]
    return {"picture": encode_data_uri(picture, "WEBP"), "height": height, "width": width}


def write_page(
    classifier: Mapping[str, object],
    described: Sequence[Json],
    answers: pd.DataFrame,
    maps: Floats,
    title: str = "Your pictures",
) -> str:
    """Write the pictures and their predictions as one self-contained HTML page.

    Args:
        classifier: the result of `describe_classifier`.
        described: the result of `describe_picture` for each picture.
        answers: the table of `tabulate_answers`, a row for each picture.
        maps: (n, size, size) in [0, 1], the evidence for each prediction.
    """
    pictures, counts = [], count_confidence_labels(answers)
    for description, row, heat in zip(described, list_rows(answers), maps, strict=True):
        if "target" in description:  # the part of the map that covers the picture
            heat = heat[Box(*description["target"]).slices]
        pictures.append(_describe_answer(row, heat) | description)
    return render(
        "pictures_page.html.j2",
        title=title,
        classifier=classifier,
        counts=counts,
        summary=summarise(counts),
        is_network=classifier["model"] in EXPLAINED,
        pictures=pictures,
    )


def _describe_answer(row: Row, heat: Floats, kind: str = "PNG") -> Json:
    """Add to a prediction how sure it is, its most probable classes, and its heat map."""
    ranks = [suffix for suffix in ("", "_2", "_3") if f"class{suffix}" in row]
    ranked = [(row[f"class{suffix}"], row[f"probability{suffix}"]) for suffix in ranks]
    heat_map = encode_data_uri(heat_overlay(heat), kind)
    return row | {"verdict": confidence_label(row), "ranked": ranked, "heat": heat_map}

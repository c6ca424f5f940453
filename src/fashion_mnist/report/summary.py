"""What the report and the model card say of one model, as plain data."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.images import data_uri
from fashion_mnist.images.arrays import Floats, Images
from fashion_mnist.report import findings, thumbnails
from fashion_mnist.report.render import Json
from fashion_mnist.report.tables import Row, rows_of

FIGURES = ("confusion_matrix", "architecture", "learning_curves")
PAIRS, PER_PAIR = 10, 12  # of confused classes, and of images of each, in the gallery


class Summary(TypedDict):
    """What is known of a model, as JSON can hold it; what was not made is None or empty.

    `provenance` is that of the fit; of the ensemble, those of its members by name. `chance` is what
    `find_chance` gives. `mistakes` are the `index` of each and what was `predicted`.
    """

    provenance: Json
    metrics: dict[str, float]
    report: list[Row]
    pairs: list[Row]
    mistakes: dict[str, list[Any]]
    classes_by_recall: dict[str, list[tuple[str, float]]]
    never: list[str]
    chance: tuple[str, float] | None
    learning: dict[str, float] | None
    weights: list[Row]
    layers: list[Row]
    depth: dict[str, int] | None
    triptychs: list[Json]
    gallery: list[Json]
    figures: dict[str, Json]


def describe_model(results: Mapping[str, Any], pixels: Images, classes: Sequence[str]) -> Summary:
    """Gather what is known of a model.

    Args:
        results: by the name of their dataset: `provenance`, `metrics`, `classification_report`,
            `confusions`, `confused_pairs` and `mistakes`, and where they exist `FIGURES`, `layers`,
            `weights`, `learning`, `gradcam_examples` and `gradcam_maps`.
        pixels: of the test images, (n, h, w) or (n, h, w, 3).
        classes: the names of the classes.
    """
    report = results["classification_report"]
    return {
        "provenance": results["provenance"],
        "metrics": results["metrics"],
        "report": list_rows(report),
        "pairs": list_rows(results["confused_pairs"]),
        "mistakes": results["mistakes"][["index", "predicted"]].to_dict("list"),
        "classes_by_recall": findings.rank_classes(report, len(classes)),
        "never": findings.never_predicted(results["confusions"]),
        "chance": findings.find_chance(report, len(classes), results["metrics"]),
        "learning": results.get("learning"),
        "weights": rows_of(results, "weights"),
        "layers": list_rows(results["layers"].fillna("")) if "layers" in results else [],
        "depth": findings.describe_layers(results["layers"]) if "layers" in results else None,
        "triptychs": show_gradcam(
            results["gradcam_examples"], results["gradcam_maps"], pixels, classes
        )
        if "gradcam_maps" in results
        else [],
        "gallery": show_mistakes(results["mistakes"], pixels),
        "figures": {name: plain(results[name]) for name in FIGURES if name in results},
    }


def plain(figure: go.Figure) -> Json:
    """A figure as JSON, without its template."""
    content: Json = json.loads(figure.to_json())
    content["layout"].pop("template", None)
    return content


def show_gradcam(
    examples: pd.DataFrame, maps: Floats, pixels: Images, classes: Sequence[str]
) -> list[Json]:
    """A right and a wrong prediction of each class; one that does not occur has no source."""
    shown = {
        (example["y_true"], example["y_true"] == example["y_pred"]): {
            "source": data_uri.encode(
                thumbnails.shrink(thumbnails.triptych(pixels[example["index"]], heat))
            ),
            "true": classes[example["y_true"]],
            "predicted": classes[example["y_pred"]],
            "probability": example["probability"],
        }
        for example, heat in zip(list_rows(examples), maps, strict=True)
    }
    return [
        shown.get((label, is_right), {"source": None, "true": name, "kind": kind})
        for label, name in enumerate(classes)
        for is_right, kind in ((True, "right"), (False, "wrong"))
    ]


def show_mistakes(mistakes: pd.DataFrame, pixels: Images) -> list[Json]:
    """The surest mistakes of the most confused pairs: pictures with two probabilities each."""
    groups = mistakes.groupby(["true", "predicted"], sort=False)
    return [
        {
            "true": true,
            "predicted": predicted,
            "count": len(rows),
            "images": [_show_mistake(row, pixels) for row in list_rows(rows.head(PER_PAIR))],
        }
        for (true, predicted), rows in list(groups)[:PAIRS]
    ]


def _show_mistake(row: Row, pixels: Images) -> Json:
    return {
        "source": data_uri.encode(thumbnails.shrink(pixels[row["index"]])),
        "probability": round(float(row["probability"]), 3),
        "probability_of_true": round(float(row["probability_of_true"]), 3),
    }

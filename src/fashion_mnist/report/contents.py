"""What the report's template shows of the artifacts."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist import models
from fashion_mnist.arrays import Images
from fashion_mnist.figures.style import DARK, TEMPLATE, model_colours
from fashion_mnist.report import findings, pictures

PAIRS, PER_PAIR = 10, 12  # of confused classes, and of images of each, in the gallery
Results = Mapping[str, Any]


def group_by_model(results: Results) -> dict[str, dict[str, Any]]:
    """`{"svm.metrics": ...}` as `{"svm": {"metrics": ...}}`, the most accurate model first."""
    groups: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, result in results.items():
        model, _, kind = name.partition(".")
        groups[model][kind] = result
    reported = {model: group for model, group in groups.items() if "metrics" in group}
    ranked = sorted(reported, key=lambda model: -reported[model]["metrics"]["accuracy"])
    return {model: reported[model] for model in ranked}


def describe_model(
    name: str, results: Results, pixels: Images, classes: Sequence[str]
) -> dict[str, Any]:
    """All that the report says of one model; what was not made is None."""
    report = results["classification_report"]
    pairs = results["confused_pairs"]
    return {
        "name": name,
        "colour": model_colours()[name],
        "metrics": results["metrics"],
        "report": report.to_dict("records"),
        "pairs": pairs.head(PAIRS).to_dict("records"),
        "classes": findings.rank_classes(report, len(classes)),
        "never": findings.never_predicted(report, results["confusions"]),
        "learning": results.get("learning"),
        "layers": findings.describe_layers(results["layers"]) if "layers" in results else None,
        "has": [kind for kind in ("architecture", "learning_curves") if kind in results],
        "triptychs": _triptychs(results, pixels, classes) if "gradcam_maps" in results else [],
    }


def _triptychs(results: Results, pixels: Images, classes: Sequence[str]) -> list[dict[str, Any]]:
    """Of each class a right and a wrong prediction; one that does not occur has no source."""
    examples = results["gradcam_examples"].to_dict("records")
    shown = {
        (example["y_true"], example["y_true"] == example["y_pred"]): {
            "source": pictures.encode(pictures.triptych(pixels[example["index"]], heat)),
            "true": classes[example["y_true"]],
            "predicted": classes[example["y_pred"]],
            "probability": example["probability"],
        }
        for example, heat in zip(examples, results["gradcam_maps"], strict=True)
    }
    return [
        shown.get((label, is_right), {"source": None, "true": name, "kind": kind})
        for label, name in enumerate(classes)
        for is_right, kind in ((True, "right"), (False, "wrong"))
    ]


def gallery(mistakes: Mapping[str, pd.DataFrame], pixels: Images) -> dict[str, Any]:
    """The surest mistakes of each model's most confused pairs, and the pictures they refer to."""
    models_of = {name: _pairs(table) for name, table in mistakes.items()}
    shown = {image[0] for pairs in models_of.values() for pair in pairs for image in pair["images"]}
    images = {index: pictures.encode(pixels[index]) for index in sorted(shown)}
    return {"models": models_of, "images": images}


def _pairs(mistakes: pd.DataFrame) -> list[dict[str, Any]]:
    groups = mistakes.groupby(["true", "predicted"], sort=False)
    columns = ["index", "probability", "probability_of_true"]
    return [
        {
            "true": true,
            "predicted": predicted,
            "count": len(rows),
            "images": [
                [int(index), round(first, 3), round(second, 3)]
                for index, first, second in rows[columns].head(PER_PAIR).to_numpy().tolist()
            ],
        }
        for (true, predicted), rows in list(groups)[:PAIRS]
    ]


def collect_figures(figures: Mapping[str, go.Figure]) -> dict[str, Any]:
    """The figures as JSON without their template, and the template for light and dark pages."""
    return {
        "figures": {name: _plain(figure) for name, figure in figures.items()},
        "templates": {
            "light": TEMPLATE.to_plotly_json(),
            "dark": DARK.to_plotly_json(),
        },
    }


def _plain(figure: go.Figure) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(figure.to_json())
    content["layout"].pop("template", None)
    return content


def compare_networks(described: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The networks among the models whose learning is known."""
    return [model for model in described if model["name"] in models.NETWORKS and model["learning"]]

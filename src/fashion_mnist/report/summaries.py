"""What the report and the model card say of one model."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.images.arrays import Floats, Images, encode_data_uri
from fashion_mnist.parameters import model_names
from fashion_mnist.report import findings
from fashion_mnist.report.networks import describe_training
from fashion_mnist.report.render import (
    Json,
    Row,
    Tables,
    format_time,
    listing,
    render,
    rows_of,
    shrink,
    triptych,
)

FIGURES = ("confusion_matrix", "architecture", "learning_curves")
PAIRS, PER_PAIR = 10, 12  # of confused classes, and of images of each, in the gallery
OF_TRIALS = (
    *("model", "trial", "selection_accuracy", "selection_log_loss", "accuracy", "low", "high"),
    *("seconds", "best", "p_value", "p_holm", "differ", "failed"),
)


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
            "source": encode_data_uri(shrink(triptych(pixels[example["index"]], heat))),
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
        "source": encode_data_uri(shrink(pixels[row["index"]])),
        "probability": round(float(row["probability"]), 3),
        "probability_of_true": round(float(row["probability_of_true"]), 3),
    }


def write_model_card(
    name: str,
    classes: Sequence[str],
    image_set: Mapping[str, object],
    here: Json,
    licence: str,
    summary: Summary,
) -> str:
    """Write a model's card in Markdown: what it is, is for, was measured to do, and cost.

    Args:
        name: of the model.
        classes: the names of the classes.
        image_set: `name` of the images, what is known `about` them, and the `shape` of those
            to learn from: (n, h, w) or (n, h, w, 3).
        here: what `describe_environment` gives where the card is written, and the seed.
        licence: of the model, one of those that huggingface.co knows.
        summary: what `describe_model` gives.
    """
    kind, provenance = _kind(name), summary["provenance"]
    fits = provenance if kind == "ensemble" else {name: provenance}
    return render(
        "model_card.md.j2",
        name=name,
        kind=kind,
        classes=classes,
        image_set=image_set,
        licence=licence,
        training={}
        if kind == "ensemble"
        else describe_training(provenance["parameters"], summary["layers"]),
        environment=compare_fits(fits, here),
        **summary,
    )


def _kind(name: str) -> str:
    if name == model_names.ENSEMBLE:
        return "ensemble"
    return "network" if name in model_names.networks() else "classical"


def compare_fits(fits: Mapping[str, Json], here: Json) -> dict[str, Any]:
    """What models were fitted with, and where that differs among them or from what is used here.

    Args:
        fits: the provenance of each fit, by the name of the model.
        here: what `describe_environment` gives, and the seed.

    Returns:
        `here` and `fits` as texts by the names of the facts, of which some are `shared` by all and
        others are `differing`; when the `first` and the `last` fit began, and the `seed` of all.
    """
    told = {name: _tell(fit) for name, fit in fits.items()}
    everywhere = [_tell(here), *told.values()]
    names = list(dict.fromkeys(name for facts in everywhere for name in facts if name != "time"))
    differing = [name for name in names if len({facts.get(name) for facts in everywhere}) > 1]
    times = [facts["time"] for facts in told.values()]
    return {
        "here": everywhere[0],
        "fits": told,
        "shared": [name for name in names if name not in differing],
        "differing": differing,
        "first": min(times),
        "last": max(times),
        "seed": listing(sorted({facts["seed"] for facts in told.values()})),
    }


def _tell(made: Json) -> dict[str, str]:
    """A provenance as texts, its packages among the other facts."""
    changes = ", with changes" if made["modified"] else ""
    return {
        "time": format_time(made["time"]),
        "commit": f"{made['commit'][:12]}{changes}" if made["commit"] else "not in a repository",
        "seed": str(made["seed"]),
        "processor": f"{made['processor']}, {made['cores']} cores",
        "memory": f"{made['memory_gib']} GiB" if made["memory_gib"] else "unknown",
        "system": made["system"],
        "Python": made["python"],
        **made["packages"],
    }


def describe_search(tables: Tables) -> Json | None:
    """Describe the trials of a search; None where no parameters were searched.

    Returns:
        The `model` and the `paths` of its parameters. `rows` holds the trials, the best on the
        selection half first and the failed ones last; `best` is the first of them, and `study` the
        trial with the study's values, None if it failed. `worse`, `better` and `tie` count the
        other trials by the corrected test against the best on the assessment half, `failed` counts
        those without a score, and `seconds` is the time of all.
    """
    rows = rows_of(tables, "search_trials")
    if not rows:
        return None
    whole = [row for row in rows if not isinstance(row["failed"], str)]
    ranked = sorted(whole, key=lambda row: (-row["selection_accuracy"], row["selection_log_loss"]))
    best, *others = ranked
    return {
        "model": best["model"],
        "paths": [name for name in rows[0] if name not in OF_TRIALS],
        "rows": [*ranked, *(row for row in rows if row not in whole)],
        "best": best,
        "study": next((row for row in whole if row["trial"] == 1), None),
        "worse": sum(row["differ"] and row["accuracy"] < best["accuracy"] for row in others),
        "better": sum(row["differ"] and row["accuracy"] > best["accuracy"] for row in others),
        "tie": sum(not row["differ"] for row in others),
        "failed": len(rows) - len(whole),
        "seconds": sum(row["seconds"] for row in whole),
    }

"""Summaries of single models for the report and the model cards."""

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, TypedDict

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.images.arrays import Images, encode_data_uri
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
PAIRS, PER_PAIR = 10, 12  # confused pairs in the gallery, and images of each
OF_TRIALS = (
    *("model", "trial", "selection_accuracy", "selection_log_loss", "accuracy", "low", "high"),
    *("seconds", "best", "p_value", "p_holm", "differ", "failed"),
)


class Summary(TypedDict):
    """The results of a model as plain JSON; missing results are None or empty.

    `provenance` belongs to the fit; for the ensemble it holds the members' provenances by name.
    `chance` is the result of `find_chance`. `mistakes` has the columns `index` and `predicted`.
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
    """Gather the results of a model.

    Args:
        results: by the name of their dataset; `FIGURES`, `layers`, `weights`, `learning`,
            `gradcam_examples` and `gradcam_maps` may be missing.
        pixels: (n, h, w) or (n, h, w, 3), of the test images.
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
        "triptychs": show_gradcam(results, pixels, classes),
        "gallery": show_mistakes(results["mistakes"], pixels),
        "figures": {name: plain(results[name]) for name in FIGURES if name in results},
    }


def plain(figure: go.Figure) -> Json:
    """Convert a figure to JSON without its template."""
    content: Json = json.loads(figure.to_json())
    content["layout"].pop("template", None)
    return content


def show_gradcam(results: Mapping[str, Any], pixels: Images, classes: Sequence[str]) -> list[Json]:
    """Show a right and a wrong prediction of each class, if any have been explained.

    The source is None for a class without such a prediction.
    """
    if "gradcam_maps" not in results:
        return []
    examples, maps = list_rows(results["gradcam_examples"]), results["gradcam_maps"]
    shown = {
        (example["y_true"], example["y_true"] == example["y_pred"]): {
            "source": encode_data_uri(shrink(triptych(pixels[example["index"]], heat))),
            "true": classes[example["y_true"]],
            "predicted": classes[example["y_pred"]],
            "probability": example["probability"],
        }
        for example, heat in zip(examples, maps, strict=True)
    }
    return [
        shown.get((label, is_right), {"source": None, "true": name, "kind": kind})
        for label, name in enumerate(classes)
        for is_right, kind in ((True, "right"), (False, "wrong"))
    ]


def show_mistakes(mistakes: pd.DataFrame, pixels: Images) -> list[Json]:
    """Show the most confident mistakes of the most confused pairs of classes."""
    groups = mistakes.groupby(["true", "predicted"], sort=False)
    return [
        {
            "true": true,
            "predicted": predicted,
            "count": len(rows),
            "images": [
                {
                    "source": encode_data_uri(shrink(pixels[row["index"]])),
                    "probability": round(float(row["probability"]), 3),
                    "probability_of_true": round(float(row["probability_of_true"]), 3),
                }
                for row in list_rows(rows.head(PER_PAIR))
            ],
        }
        for (true, predicted), rows in islice(groups, PAIRS)
    ]


def write_model_card(
    name: str,
    classes: Sequence[str],
    image_set: Mapping[str, object],
    here: Json,
    licence: str,
    summary: Summary,
) -> str:
    """Write a model card in Markdown, with the format of huggingface.co.

    Args:
        image_set: the `name` of the dataset, a text `about` it, and the `shape` of the training
            images, (n, h, w) or (n, h, w, 3).
        here: the description from `EnvironmentDataset` where the card is written, and the seed.
        licence: the licence of the model, by its identifier on huggingface.co.
    """
    provenance = summary["provenance"]
    kind, fits, training = "ensemble", provenance, {}
    if name != model_names.ENSEMBLE:
        kind = "network" if name in model_names.ALL_NETWORKS else "classical"
        fits = {name: provenance}
        training = describe_training(provenance["parameters"], summary["layers"])
    return render(
        "model_card.md.j2",
        name=name,
        kind=kind,
        classes=classes,
        image_set=image_set,
        licence=licence,
        training=training,
        environment=compare_fits(fits, here),
        **summary,
    )


def compare_fits(fits: Mapping[str, Json], here: Json) -> dict[str, Any]:
    """Compare the provenances of the fits with each other and with the current environment.

    Returns:
        `here` and `fits`: the facts as texts by name. `shared` and `differing`: the names of the
        facts that are the same everywhere, and of the others. `first` and `last`: the start times
        of the first and the last fit. `seed`: all seeds of the fits.
    """
    described = {name: _describe_provenance(fit) for name, fit in fits.items()}
    everywhere = [_describe_provenance(here), *described.values()]
    names = list(dict.fromkeys(name for facts in everywhere for name in facts if name != "time"))
    differing = [name for name in names if len({facts.get(name) for facts in everywhere}) > 1]
    times = [facts["time"] for facts in described.values()]
    return {
        "here": everywhere[0],
        "fits": described,
        "shared": [name for name in names if name not in differing],
        "differing": differing,
        "first": min(times),
        "last": max(times),
        "seed": listing(sorted({facts["seed"] for facts in described.values()})),
    }


def _describe_provenance(provenance: Json) -> dict[str, str]:
    """Return the facts of a provenance as texts, including the versions of packages."""
    commit, memory = provenance["commit"], provenance["memory_gib"]
    changes = ", with changes" if provenance["modified"] else ""
    return {
        "time": format_time(provenance["time"]),
        "commit": f"{commit[:12]}{changes}" if commit else "not in a repository",
        "seed": str(provenance["seed"]),
        "processor": f"{provenance['processor']}, {provenance['cores']} cores",
        "memory": f"{memory} GiB" if memory else "unknown",
        "system": provenance["system"],
        "Python": provenance["python"],
        **provenance["packages"],
    }


def describe_search(tables: Tables) -> Json | None:
    """Describe the trials of a search; None if there was no search.

    Returns:
        `paths` and `names`: of the searched parameters. `rows`: the trials, the best on the
        selection half first and the failed ones last. `study`: the trial with the study's values,
        None if it failed. `worse`, `better` and `tie`: the number of other trials with this result
        of the corrected test against the best on the assessment half.
    """
    rows = rows_of(tables, "search_trials")
    if not rows:
        return None
    succeeded = [row for row in rows if not isinstance(row["failed"], str)]
    succeeded.sort(key=lambda row: (-row["selection_accuracy"], row["selection_log_loss"]))
    best, *others = succeeded
    paths = [name for name in rows[0] if name not in OF_TRIALS]
    return {
        "model": best["model"],
        "paths": paths,
        "names": [path.rpartition(".")[2].replace("_", " ") for path in paths],
        "rows": [*succeeded, *(row for row in rows if row not in succeeded)],
        "best": best,
        "study": next((row for row in succeeded if row["trial"] == 1), None),
        "worse": sum(row["differ"] and row["accuracy"] < best["accuracy"] for row in others),
        "better": sum(row["differ"] and row["accuracy"] > best["accuracy"] for row in others),
        "tie": sum(not row["differ"] for row in others),
        "failed": len(rows) - len(succeeded),
        "seconds": sum(row["seconds"] for row in succeeded),
    }

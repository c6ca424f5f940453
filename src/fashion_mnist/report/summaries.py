"""Summaries of single models for the report and the model cards."""

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.figures.style import triptych
from fashion_mnist.images.arrays import Images, encode_data_uri
from fashion_mnist.images.checks import parse_description
from fashion_mnist.parameters import model_names
from fashion_mnist.report import findings
from fashion_mnist.report.networks import describe_training
from fashion_mnist.report.render import THUMBNAIL, Json, Tables, listing, render, rows_of

FIGURES = ("confusion_matrix", "architecture", "learning_curves")
PAIRS, PER_PAIR = 10, 12  # confused pairs in the gallery, and images of each
OF_TRIALS = (
    *("model", "trial", "selection_accuracy", "selection_log_loss", "accuracy", "low", "high"),
    *("seconds", "best", "p_value", "p_holm", "differ", "failed"),
)


def describe_model(
    test_pixels: Images,
    classes: list[str],
    provenance: Json,
    metrics: dict[str, float],
    classification_report: pd.DataFrame,
    confusions: pd.DataFrame,
    confused_pairs: pd.DataFrame,
    mistakes: pd.DataFrame,
    **more: Any,
) -> Json:
    """Gather the results of a model as plain JSON; missing results are None or empty.

    Args:
        test_pixels: (n, h, w) or (n, h, w, 3).
        provenance: the record of the fit; for the ensemble one record per member.
        more: those that are available of `FIGURES`, `layers`, `weights`, `learning`,
            `gradcam_examples` and `gradcam_maps`.
    """
    layers = list_rows(more["layers"].fillna("")) if "layers" in more else []
    fitted = provenance.get("parameters")  # the ensemble has none
    return {
        "provenance": provenance,
        "metrics": metrics,
        "report": list_rows(classification_report),
        "pairs": list_rows(confused_pairs),
        "mistakes": {name: mistakes[name].tolist() for name in ("index", "predicted")},
        "never": findings.never_predicted(confusions),
        "chance": findings.find_chance(classification_report, len(classes), metrics),
        "learning": more.get("learning"),
        "weights": rows_of(more, "weights"),
        "layers": layers,
        "training": describe_training(fitted, layers) if fitted else {},
        "triptychs": show_gradcam(more, test_pixels, classes),
        "gallery": show_mistakes(mistakes, test_pixels),
        "figures": {name: figure_to_json(more[name]) for name in FIGURES if name in more},
    }


def figure_to_json(figure: go.Figure) -> Json:
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
            "source": encode_data_uri(
                triptych(pixels[example["index"]], heat), longest=3 * THUMBNAIL + 2
            ),
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
                    "source": encode_data_uri(pixels[row["index"]], longest=THUMBNAIL),
                    "probability": round(float(row["probability"]), 3),
                    "probability_of_true": round(float(row["probability_of_true"]), 3),
                }
                for row in list_rows(rows.head(PER_PAIR))
            ],
        }
        for (true, predicted), rows in islice(groups, PAIRS)
    ]


def write_model_card(
    summary: Json,
    train_pixels: Images,
    classes: list[str],
    image_set: str,
    licence: str,
    machine: Json,
    seed: int,
    model: str,
) -> str:
    """Write a model card in Markdown, with the format of huggingface.co."""
    kind = "network" if model in model_names.ALL_NETWORKS else "classical"
    return render(
        "model_card.md.j2",
        name=model,
        kind="ensemble" if model == model_names.ENSEMBLE else kind,
        classes=classes,
        image_set=parse_description(image_set) | {"shape": train_pixels.shape},
        licence=licence,
        environment=compare_fits({model: summary["provenance"]}, machine | {"seed": seed}),
        **summary,
    )


def compare_fits(fits: Mapping[str, Json], here: Json) -> dict[str, Any]:
    """Compare the provenances of the fits with each other and with the current environment.

    Each member of the ensemble counts as a fit, the ensemble itself does not.

    Returns:
        `here` and `fits`: the facts as texts by name. `shared` and `differing`: the names of the
        facts that are the same everywhere, and of the others. `first` and `last`: the start times
        of the first and the last fit. `seed`: all seeds of the fits.
    """
    members = fits.get(model_names.ENSEMBLE, {})
    single = {name: fit for name, fit in fits.items() if name != model_names.ENSEMBLE}
    described = {name: _describe_provenance(fit) for name, fit in (members | single).items()}
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
        "time": provenance["time"].replace("T", " ").replace("+00:00", " UTC"),
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
        "is_network": best["model"] in model_names.NETWORKS,
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

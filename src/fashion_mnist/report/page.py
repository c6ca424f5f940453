"""The report, one self-contained HTML page."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.figures.style import DARK, TEMPLATE, model_colours
from fashion_mnist.images.arrays import Images, Labels, encode_data_uri
from fashion_mnist.images.checks import images_of_each_class, parse_description
from fashion_mnist.parameters import model_names
from fashion_mnist.report import findings, networks
from fashion_mnist.report.pictures import describe_pictures, show_answers
from fashion_mnist.report.render import THUMBNAIL, Json, Row, Tables, nest, render, rows_of
from fashion_mnist.report.summaries import compare_fits, describe_search, figure_to_json

CLASSES, SHOWN = 3, 6  # classes with example images, and images of each on either side
DISTANCES = (1.0, 1.5, 2.0, 2.5)


def write_report(
    classes: list[str],
    image_set: str,
    human_accuracy: Mapping[str, float],
    machine: Json,
    seed: int,
    profile: Json,
    train_labels: Labels,
    validation_labels: Labels,
    test_labels: Labels,
    test_pixels: Images,
    comparison: pd.DataFrame,
    suggest_pipelines: Callable[[set[str], list[int]], Mapping[str, Any]],
    **results: Any,
) -> tuple[str, Json]:
    """Write the report as one self-contained HTML page; return it with the environment.

    Args:
        human_accuracy: as published, by the name of the dataset.
        suggest_pipelines: returns the `PipelineInfo` of the pipelines that would add to results
            with these names for images of this size, the fastest first.
        results: the available figures and tables, and the summary of each model.
    """
    here, images = machine | {"seed": seed}, parse_description(image_set)
    parts = {"train": train_labels, "validation": validation_labels, "test": test_labels}
    sizes = {part: len(labels) for part, labels in parts.items()}
    tables = {name: one for name, one in results.items() if isinstance(one, pd.DataFrame)}
    drawn = {name: one for name, one in results.items() if isinstance(one, go.Figure)}
    figures = {name: figure_to_json(figure) for name, figure in drawn.items()}
    summaries = {name: results[name] for name in model_names.NAMES if name in results}
    for model, summary in summaries.items():
        figures |= {f"{model}.{kind}": figure for kind, figure in summary["figures"].items()}
    colours = model_colours()
    models: list[Json] = [
        {**summaries[name], "name": name, "colour": colours[name]} for name in comparison["model"]
    ]
    fits = {name: summary["provenance"] for name, summary in summaries.items()}
    certainty, tests = describe_uncertainty(tables), tables.get("pairwise_tests")
    kinds = findings.compare_kinds(comparison, tests)
    page = render(
        "report.html.j2",
        classes=classes,
        image_set=images | {"human_accuracy": human_accuracy.get(images["name"])},
        profile=profile,
        parts=sizes,
        per_class=images_of_each_class(train_labels, validation_labels, n_classes=len(classes)),
        comparison=list_rows(comparison),
        ranking=findings.rank(comparison, findings.judge_pairs(certainty["pairs"])),
        kinds=kinds,
        advice=findings.advise(comparison, certainty["pairs"], certainty["coverage"]),
        answers=show_answers(kinds, summaries, test_labels, test_pixels, classes),
        gains=describe_gains(tables, summaries, test_pixels),
        certainty=certainty,
        data_quality=describe_data_quality(tables, sizes),
        depth=networks.describe_depth(tables),
        heat_maps=networks.describe_heat_maps(tables),
        pictures=describe_pictures(tables),
        robustness=rows_of(tables, "robustness_ranking"),
        search=describe_search(tables),
        techniques=networks.describe_techniques(tables),
        suggestions=suggest_pipelines({*results}, profile["image_size"]),
        environment=compare_fits(fits, here),
        models=models,
        networks=[model for model in models if model["learning"]],
        figures=figures,
        templates={"light": TEMPLATE.to_plotly_json(), "dark": DARK.to_plotly_json()},
        plotly=get_plotlyjs(),
    )
    return page, here


def describe_gains(tables: Tables, summaries: Mapping[str, Json], pixels: Images) -> Json | None:
    """Describe what the network gains over the classical model; None if they were not tested.

    The corrected test divides the classes into `more`, `less` and `open`. The classical model
    `ignores_positions` if its features are functions of single pixels: it would learn as well if
    the pixels of all images were shuffled in the same way.
    """
    rows = sorted(rows_of(tables, "class_gains"), key=itemgetter("difference"), reverse=True)
    if not rows:
        return None
    images, pair = tables["disagreements"], (rows[0]["model"], rows[0]["other"])
    model, other = pair
    traits = [row for row in rows_of(tables, "corrected_errors") if row["differ"]]
    edges = (
        row
        for row in rows_of(tables, "classical_effects")
        if (row["model"], row["technique"]) == (other, "edges")
        if row["differ"] and row["difference"] > 0
    )
    steps = summaries[other]["provenance"]["parameters"]["steps"]
    functions = [step["func"] for step in steps if "func" in step]
    robustness = {row["model"]: row for row in rows_of(tables, "robustness_ranking")}
    return {
        "model": model,
        "other": other,
        "more": [row for row in rows if row["differ"] and row["difference"] > 0],
        "less": [row for row in rows if row["differ"] and row["difference"] < 0],
        "open": [row for row in rows if not row["differ"]],
        "counts": {name: int((images["right"] == name).sum()) for name in pair},
        "traits": traits,
        "missed_by_others": {row["trait"]: row for row in traits}.get("missed_by_others"),
        "examples": [
            {"class": row["class"], "sides": _show_both(images, row, pixels)}
            for row in rows[:CLASSES]
            if row["difference"] > 0
        ],
        "ignores_positions": all(f.startswith(("numpy.", "scipy.special.")) for f in functions),
        "features": summaries[other]["training"]["features"],
        "edges": next(edges, None),
        "robustness": [robustness[name] for name in pair if robustness.keys() >= {*pair}],
        "explained": model in summaries and bool(summaries[model]["triptychs"]),
    }


def _show_both(images: pd.DataFrame, gain: Row, pixels: Images) -> dict[str, list[Json]]:
    """Return the most confident mistakes on images of a class, by the model that is right."""
    chosen = images[images["class"] == gain["class"]]
    return {
        name: [
            {
                "source": encode_data_uri(pixels[row["index"]], longest=THUMBNAIL),
                "taken_for": row["taken_for"],
                "probability": row["probability"],
            }
            for row in list_rows(chosen[chosen["right"] == name].head(SHOWN))
        ]
        for name in (gain["model"], gain["other"])
    }


def describe_uncertainty(tables: Tables) -> Json:
    """Arrange the tables on uncertainty for the page; missing tables give empty values."""
    pairs = rows_of(tables, "pairwise_tests")
    calibration = nest(rows_of(tables, "calibration"), ["model"], "scaled")
    recalls = [row for row in rows_of(tables, "accuracy_intervals") if row["class"] != "accuracy"]
    return {
        "pairs": pairs,
        "recalls": nest(recalls, ["class"], "model"),
        "calibration": calibration,
        "harmed": [  # the models whose error scaling raises by more than its value by chance
            model
            for model, row in calibration.items()
            if row[True]["ece"] - row[False]["ece"] > row[True]["ece_by_chance"]
        ],
        "coverage": nest(rows_of(tables, "coverage"), ["model"], "coverage"),
        "seeds": rows_of(tables, "seeds"),
    }


def describe_data_quality(tables: Tables, parts: Mapping[str, int]) -> dict[str, object] | None:
    """Arrange the tables of the pipeline `data_quality`; None if it has not been run.

    `exact` counts the test images that are also training images, and `within` those with a training
    image within each distance. `errors` holds the number and the share of likely label errors in
    each of the `parts`, which are given with their numbers of images.
    """
    if "accuracy_on_clean_data" not in tables:
        return None
    neighbours, errors = tables["nearest_neighbours"], tables["label_errors"]
    counts = {part: int((errors["part"] == part).sum()) for part in ("train", "test")}
    return {
        "exact": int(neighbours["exact"].sum()),
        "within": {d: int((neighbours["distance"] <= d).sum()) for d in DISTANCES},
        "errors": {part: (n, n / parts[part]) for part, n in counts.items()},
        "accuracies": nest(rows_of(tables, "accuracy_on_clean_data"), ["model"], "test_images"),
    }

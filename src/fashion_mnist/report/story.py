"""The report's short story: data, certainty, what decides."""

from collections.abc import Mapping
from operator import itemgetter

import pandas as pd

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.images.arrays import Images, encode_data_uri
from fashion_mnist.report.render import Json, Row, Tables, nest, rows_of, shrink
from fashion_mnist.report.summaries import Summary

CLASSES, SHOWN = 3, 6  # of which images are shown, and how many on each side
DISTANCES = (1.0, 1.5, 2.0, 2.5)


def explain_gains(
    tables: Tables, summaries: Mapping[str, Summary], pixels: Images
) -> dict[str, object]:
    """What the network gains on the classical model, and what speaks for why.

    Returns:
        `gains`, as `describe_gains` gives them; whether the classical model is `blind` to where
        pixels are; what `edges` add to it; how both do on items that are `moved`; and the models
        that are `explained` by heat maps.
    """
    gains = describe_gains(tables, pixels)
    if gains is None:
        return {"gains": None}
    model, other = gains["model"], gains["other"]
    moved = {row["model"]: row for row in rows_of(tables, "robustness_ranking")}
    return {
        "gains": gains,
        "blind": is_blind_to_places(summaries[other]["provenance"]["parameters"]),
        "edges": find_edges(tables, other),
        "moved": [moved[name] for name in (model, other)] if {model, other} <= {*moved} else [],
        "explained": [name for name, summary in summaries.items() if summary["triptychs"]],
    }


def describe_gains(tables: Tables, pixels: Images) -> Json | None:
    """What the network gains on the classical model; None where it was not tested.

    Args:
        tables: `class_gains`, `disagreements` and `corrected_errors`, by name.
        pixels: of the test images, (n, h, w) or (n, h, w, 3).

    Returns:
        The network `model` and the `other`; the classes of which by the corrected test the network
        finds `more` or `less`, and those left `open`, the largest gain first; how many images only
        the one and only the other classifies rightly (`counts`); the `traits` by which the errors
        that the network corrects differ from the others, rows of `compare_errors`, and that of them
        which says whether further classical models miss them too (`others`), None if it is none;
        and `examples`, images of both for the classes with the largest gains.
    """
    rows = sorted(rows_of(tables, "class_gains"), key=itemgetter("difference"), reverse=True)
    if not rows:
        return None
    model, other, images = rows[0]["model"], rows[0]["other"], tables["disagreements"]
    traits = [row for row in rows_of(tables, "corrected_errors") if row["differ"]]
    return {
        "model": model,
        "other": other,
        "more": [row for row in rows if row["differ"] and row["difference"] > 0],
        "less": [row for row in rows if row["differ"] and row["difference"] < 0],
        "open": [row for row in rows if not row["differ"]],
        "counts": {name: int((images["right"] == name).sum()) for name in (model, other)},
        "traits": traits,
        "others": next((row for row in traits if row["trait"] == "missed_by_others"), None),
        "examples": [
            {"class": row["class"], "sides": _show_both(images, row, pixels)}
            for row in rows[:CLASSES]
            if row["difference"] > 0
        ],
    }


def _show_both(images: pd.DataFrame, gain: Row, pixels: Images) -> dict[str, list[Json]]:
    """The surest mistakes of the other on images of a class, by the model that is right."""
    chosen = images[images["class"] == gain["class"]]
    return {
        name: [
            {
                "source": encode_data_uri(shrink(pixels[row["index"]])),
                "taken_for": row["taken_for"],
                "probability": row["probability"],
            }
            for row in list_rows(chosen[chosen["right"] == name].head(SHOWN))
        ]
        for name in (gain["model"], gain["other"])
    }


def find_edges(tables: Tables, model: str) -> Row | None:
    """What a classical model gains by edges beside the pixels, where the test finds a gain."""
    rows = rows_of(tables, "classical_effects")
    found = [row for row in rows if row["model"] == model and row["technique"] == "edges"]
    return next((row for row in found if row["differ"] and row["difference"] > 0), None)


def is_blind_to_places(parameters: Json) -> bool:
    """Whether a classical model would learn as much from images shuffled alike.

    So it is if its features are the pixels, or functions of each of them.
    """
    functions = [step["func"] for step in parameters["steps"] if "func" in step]
    return all(function.startswith("numpy.") for function in functions)


def describe_certainty(tables: Tables) -> dict[str, object]:
    """Arrange the tables for the page; what was not made is empty.

    Args:
        tables: those there are of `accuracy_intervals`, `pairwise_tests`, `calibration`, `coverage`
            and `seeds`.
    """
    pairs = rows_of(tables, "pairwise_tests")
    calibration = nest(rows_of(tables, "calibration"), ["model"], "scaled")
    intervals = rows_of(tables, "accuracy_intervals")
    recalls = [row for row in intervals if row["class"] != "accuracy"]
    return {
        "pairs": pairs,
        "ties": [pair for pair in pairs if not pair["differ"]],
        "recalls": nest(recalls, ["class"], "model"),
        "calibration": calibration,
        "harmed": [model for model, row in calibration.items() if _is_harmed(row)],
        "coverage": nest(rows_of(tables, "coverage"), ["model"], "coverage"),
        "seeds": rows_of(tables, "seeds"),
    }


def _is_harmed(row: Mapping[bool, Row]) -> bool:
    """Whether scaling raises the calibration error by more than chance alone makes of it."""
    return bool(row[True]["ece"] - row[False]["ece"] > row[True]["ece_by_chance"])


def describe_data_quality(tables: Tables, parts: Mapping[str, int]) -> dict[str, object] | None:
    """Arrange the tables of the pipeline `data_quality`; None if it has not been run.

    Args:
        tables: `nearest_neighbours`, `label_errors` and `accuracy_on_clean_data`, by name.
        parts: the number of images for `train` and `test`.

    Returns:
        `exact`: how many test images are also training images. `within`: for some distances, how
        many test images have a neighbour there. `errors`: for each part how many labels are
        likely to be wrong, and their share. `accuracies`: by model and selection of test images.
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

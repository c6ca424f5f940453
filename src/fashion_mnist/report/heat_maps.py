"""What the measures of the heat maps say: the facts behind the report's sentences."""

from collections.abc import Iterable, Mapping

import pandas as pd

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.explanation.deletion_insertion import CURVES
from fashion_mnist.explanation.tables import repeat_for_layers
from fashion_mnist.figures.explanation_scores import SCORES
from fashion_mnist.report.tables import Row, Tables, nest

CORRELATIONS = ("mirror_image", "another_image", "randomised")
# Whom a map has to beat, and by what: the image lies on the item by definition.
OPPONENTS = {
    "noise": (("chance", "random"), tuple(SCORES)),
    "centre": (("centre",), tuple(SCORES)),
    "image": (("image",), CURVES),
}

PLACE = ["model", "layer", "method"]
Place = tuple[str, str, str]  # whose map it is; a baseline is a method too
Cells = Mapping[Place, Mapping[str, Row]]  # a row of the table for each measure


def describe_heat_maps(tables: Tables) -> dict[str, object] | None:
    """What the report says of the heat maps; None where they have not been measured.

    Args:
        tables: `explanation_measures`, by name.

    Returns:
        `rows`: the measures of every map and baseline, by their names; of the networks randomised
        step by step the last. `images`: how many test images were explained, and how many followed.
        `wins`: for each map and each of `OPPONENTS` the measures by which it is better. `best`: for
        each opponent, the maps that are by all measures. `ranges`: the lowest and the highest of
        each correlation. `retained`: the maps which the last randomised network leaves more like
        the original ones than the maps of two images are.
    """
    if "explanation_measures" not in tables:
        return None
    measures = tables["explanation_measures"]
    cells = nest(list_rows(repeat_for_layers(measures)), PLACE, "measure")
    maps = [place for place, row in cells.items() if "randomised" in row]
    wins = {place: {name: _find_wins(cells, place, name) for name in OPPONENTS} for place in maps}
    images = measures.groupby("measure")["images"].max()
    return {
        "rows": list(nest(list_rows(measures), PLACE, "measure").items()),
        "images": {"all": int(images["pointing_game"]), "some": int(images["deletion"])},
        "wins": list(wins.items()),
        "best": {
            name: [place for place in maps if wins[place][name] == list(by)]
            for name, (_, by) in OPPONENTS.items()
        },
        "ranges": {name: _range(cells[place][name] for place in maps) for name in CORRELATIONS},
        "retained": [place for place in maps if _is_retained(cells[place])],
    }


def _find_wins(cells: Cells, place: Place, opponent: str) -> list[str]:
    baselines, by = OPPONENTS[opponent]
    return [name for name in by if all(_beats(cells, place, one, name) for one in baselines)]


def _beats(cells: Cells, place: Place, baseline: str, measure: str) -> bool:
    """Whether the 95% intervals lie apart, the map's on the better side."""
    one, other = cells[place][measure], cells[(*place[:2], baseline)].get(measure)
    if other is None:  # chance has no curves
        return True
    return bool(one["high"] < other["low"] if measure == "deletion" else one["low"] > other["high"])


def _range(rows: Iterable[Row]) -> tuple[float, float]:
    values = pd.Series([row["value"] for row in rows])
    return float(values.min()), float(values.max())


def _is_retained(row: Mapping[str, Row]) -> bool:
    return bool(row["randomised"]["low"] > row["another_image"]["high"])

"""What the measures of the heat maps say: the facts behind the report's sentences."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from fashion_mnist.explanation.tables import repeat_for_layers

CURVES = ("deletion", "insertion")
MEASURES = ("heat_on_item", "pointing_game", *CURVES)
CORRELATIONS = ("mirror_image", "another_image", "randomised")
# Whom a map has to beat, and by what: the image lies on the item by definition.
OPPONENTS = {
    "noise": (("chance", "random"), MEASURES),
    "centre": (("centre",), MEASURES),
    "image": (("image",), CURVES),
}

Place = tuple[str, str, str]  # model, layer, and method or baseline
Cells = Mapping[Place, Mapping[str, Any]]  # a row of the table for each measure


def describe(measures: pd.DataFrame) -> dict[str, Any]:
    """What the report says of the heat maps.

    Args:
        measures: those that `assessment.assess` gives, joined: with a column `model`.

    Returns:
        `rows`: the measures of every map and baseline, by their names; of the networks randomised
        step by step the last. `images`: how many test images were explained, and how many followed.
        `wins`: for each map and each of `OPPONENTS` the measures by which it is better. `best`: for
        each opponent, the maps that are by all measures. `ranges`: the lowest and the highest of
        each correlation. `retained`: the maps which the last randomised network leaves more like
        the original ones than the maps of two images are.
    """
    cells = _gather(repeat_for_layers(measures))
    maps = [place for place, row in cells.items() if "randomised" in row]
    wins = {place: {name: _find_wins(cells, place, name) for name in OPPONENTS} for place in maps}
    images = measures.groupby("measure")["images"].max()
    return {
        "rows": list(_gather(measures).items()),
        "images": {"all": int(images["pointing_game"]), "some": int(images["deletion"])},
        "wins": list(wins.items()),
        "best": {
            name: [place for place in maps if wins[place][name] == list(by)]
            for name, (_, by) in OPPONENTS.items()
        },
        "ranges": {name: _range(cells[place][name] for place in maps) for name in CORRELATIONS},
        "retained": [place for place in maps if _is_retained(cells[place])],
    }


def _gather(measures: pd.DataFrame) -> Cells:
    cells: dict[Place, dict[str, Any]] = {}
    for row in measures.to_dict("records"):
        place = (row["model"], row["layer"], row["method"])
        cells.setdefault(place, {})[row["measure"]] = row  # the last step of a randomisation stays
    return cells


def _find_wins(cells: Cells, place: Place, opponent: str) -> list[str]:
    baselines, by = OPPONENTS[opponent]
    return [name for name in by if all(_beats(cells, place, one, name) for one in baselines)]


def _beats(cells: Cells, place: Place, baseline: str, measure: str) -> bool:
    """Whether the 95% intervals lie apart, the map's on the better side."""
    one, other = cells[place][measure], cells[(*place[:2], baseline)].get(measure)
    if other is None:  # chance has no curves
        return True
    return bool(one["high"] < other["low"] if measure == "deletion" else one["low"] > other["high"])


def _range(rows: Iterable[Mapping[str, Any]]) -> tuple[float, float]:
    values = pd.Series([row["value"] for row in rows])
    return float(values.min()), float(values.max())


def _is_retained(row: Mapping[str, Any]) -> bool:
    return bool(row["randomised"]["low"] > row["another_image"]["high"])

"""One look for the methods that make heat maps, and for the baselines.

Tables of the figures are those of `heat_map_assessment.assess`, joined: `model` before `layer` and
`method`.
"""

from collections.abc import Iterator
from functools import partial

import pandas as pd

from fashion_mnist.figures.error_bars import error_bars
from fashion_mnist.figures.style import COLOURS

NAMES = {
    "Grad-CAM": "Grad-CAM",
    "HiResCAM": "HiResCAM",
    "chance": "chance",
    "random": "random map",
    "centre": "centre prior",
    "image": "image itself",
}
COLOUR_OF = dict(zip(NAMES, (*COLOURS[:2], COLOURS[8], *COLOURS[3:6]), strict=True))

thin_error_bars = partial(error_bars, thickness=1.2, width=2)


def by_method(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each method that has any, in the order of `NAMES`."""
    for method in NAMES:
        rows = table[table["method"] == method]
        if len(rows):
            yield method, rows


def label_layers(table: pd.DataFrame, between: str = " ") -> "pd.Series[str]":
    """Model and layer of each row."""
    return table["model"] + between + table["layer"]


def line_of(method: str) -> dict[str, str]:
    """The line of a method; where two methods give the same maps, both lines are seen."""
    dash = "dash" if method == "HiResCAM" else "solid"
    return {"color": COLOUR_OF[method], "dash": dash}


def legend_of(method: str, shown: bool) -> dict[str, object]:
    """A trace's entry in the legend, one for all traces of the method."""
    return {"name": NAMES[method], "legendgroup": method, "showlegend": shown}

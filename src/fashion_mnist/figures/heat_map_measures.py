"""Figures of how much heat maps mean.

Tables are those of `assessment.assess`, joined: `model` before `layer` and `method`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.explanation.tables import repeat_for_layers
from fashion_mnist.figures.style import COLOURS, style

NAMES = {
    "Grad-CAM": "Grad-CAM",
    "HiResCAM": "HiResCAM",
    "chance": "chance",
    "random": "random map",
    "centre": "centre prior",
    "image": "image itself",
}
COLOUR_OF = dict(zip(NAMES, (*COLOURS[:2], COLOURS[7], *COLOURS[3:6]), strict=True))
SCORES = {
    "heat_on_item": "heat on the item",
    "pointing_game": "pointing game",
    "deletion": "area under deletion: low is good",
    "insertion": "area under insertion: high is good",
}


def scores(measures: pd.DataFrame) -> go.Figure:
    """Bars with 95% intervals: each measure of the maps of each layer, beside the baselines."""
    figure = make_subplots(
        2, 2, subplot_titles=list(SCORES.values()), shared_xaxes=True, vertical_spacing=0.12
    )
    table = repeat_for_layers(measures)
    for number, measure in enumerate(SCORES):
        for method, rows in _by_method(table[table["measure"] == measure]):
            bars = go.Bar(
                x=_label(rows, "<br>"),
                y=rows["value"],
                error_y=_interval(rows),
                marker_color=COLOUR_OF[method],
                hovertemplate="%{x}: %{y:.3f}",
                **_legend(method, shown=number == 0),
            )
            figure.add_trace(bars, number // 2 + 1, number % 2 + 1)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    return style(
        figure,
        "Measures of the heat maps against baselines",
        height=670,
        legend={"y": 1.06},
        margin_t=140,
        meta={"narrow": 760},
    )


def curves(points: pd.DataFrame) -> go.Figure:
    """The probability of the predicted class, as pixels are removed or shown by their heat."""
    table = repeat_for_layers(points).assign(panel=_label)
    panels = list(dict.fromkeys(table["panel"]))
    measures = ("deletion", "insertion")
    figure = make_subplots(
        2,
        len(panels),
        shared_yaxes=True,
        shared_xaxes=True,
        column_titles=panels,
        row_titles=list(measures),
        horizontal_spacing=0.02,
        vertical_spacing=0.05,
    )
    for row, measure in enumerate(measures, start=1):
        for column, panel in enumerate(panels, start=1):
            drawn = table[(table["measure"] == measure) & (table["panel"] == panel)]
            for method, rows in _by_method(drawn):
                line = go.Scatter(
                    x=rows["fraction"],
                    y=rows["value"],
                    mode="lines",
                    line=_line(method),
                    **_legend(method, shown=row == column == 1),
                )
                figure.add_trace(line, row, column)
    figure.update_xaxes(tickformat=".0%", tickvals=[0.25, 0.5, 0.75])
    figure.update_xaxes(title="pixels", row=2)
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(title="probability", col=1)
    return style(
        figure,
        "Probability of the predicted class as pixels are removed (above) or shown (below)",
        height=580,
        legend={"y": 1.07},
        margin_t=140,
        meta={"narrow": 760},
    )


def randomisation(measures: pd.DataFrame) -> go.Figure:
    """Rank correlation with the original map, as the network forgets layer after layer.

    A panel for each layer explained; crosses: the correlation between the maps of two images.
    """
    similar = measures[measures["measure"].isin(("randomised", "another_image"))]
    table = similar.assign(panel=_label)
    panels = list(dict.fromkeys(table["panel"]))
    figure = make_subplots(
        len(panels), 1, subplot_titles=panels, vertical_spacing=0.5 / len(panels)
    )
    for row, panel in enumerate(panels, start=1):
        for method, rows in _by_method(table[table["panel"] == panel]):
            randomised = rows["measure"] == "randomised"
            for trace in (_decay(rows[randomised]), _reference(rows[~randomised])):
                legend = _legend(method, shown=row == 1 and trace.mode != "markers")
                trace.update(line=_line(method), **legend)
                figure.add_trace(trace, row, 1)
    figure.update_yaxes(title="correlation")
    return style(
        figure,
        "Rank correlation with the original map, after re-initialising down to each layer",
        height=100 + 260 * len(panels),
        margin_t=110,
    )


def _decay(rows: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=["trained", *rows["down_to"]],
        y=[1, *rows["value"]],
        error_y=_interval(rows, before=[0.0]),
        mode="lines+markers",
    )


def _reference(rows: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=["two images"] * len(rows),
        y=rows["value"],
        mode="markers",
        marker={"symbol": "x", "size": 10},
    )


def _label(table: pd.DataFrame, between: str = " ") -> "pd.Series[str]":
    return table["model"] + between + table["layer"]


def _by_method(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for method in NAMES:
        rows = table[table["method"] == method]
        if len(rows):
            yield method, rows


def _interval(rows: pd.DataFrame, before: Sequence[float] = ()) -> dict[str, Any]:
    return {
        "type": "data",
        "array": [*before, *(rows["high"] - rows["value"])],
        "arrayminus": [*before, *(rows["value"] - rows["low"])],
        "thickness": 1.2,
        "width": 2,
    }


def _line(method: str) -> dict[str, str]:
    # Where two methods give the same maps, both lines are seen.
    dash = "dash" if method == "HiResCAM" else "solid"
    return {"color": COLOUR_OF[method], "dash": dash}


def _legend(method: str, shown: bool) -> dict[str, Any]:
    return {"name": NAMES[method], "legendgroup": method, "showlegend": shown}

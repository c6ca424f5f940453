"""Figure of what heat maps become as a network forgets."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.figures.explanation_style import (
    by_method,
    label_layers,
    legend_of,
    line_of,
    thin_error_bars,
)
from fashion_mnist.figures.style import style


def randomisation(measures: pd.DataFrame) -> go.Figure:
    """Rank correlation with the original map, as the network forgets layer after layer.

    A panel for each layer explained; crosses: the correlation between the maps of two images.
    """
    similar = measures[measures["measure"].isin(("randomised", "another_image"))]
    table = similar.assign(panel=label_layers)
    panels = list(dict.fromkeys(table["panel"]))
    figure = make_subplots(
        len(panels), 1, subplot_titles=panels, vertical_spacing=0.5 / len(panels)
    )
    for row, panel in enumerate(panels, start=1):
        for method, rows in by_method(table[table["panel"] == panel]):
            is_randomised = rows["measure"] == "randomised"
            decay, reference = _decay(rows[is_randomised]), _reference(rows[~is_randomised])
            decay.update(line=line_of(method), **legend_of(method, shown=row == 1))
            reference.update(line=line_of(method), **legend_of(method, shown=False))
            figure.add_traces([decay, reference], row, 1)
    figure.update_yaxes(title="correlation")
    return style(
        figure,
        "Rank correlation with the original map, after re-initialising down to each layer",
        height=100 + 260 * len(panels),
        margin_t=110,
    )


def _decay(rows: pd.DataFrame) -> go.Scatter:
    values, low, high = ([1, *rows[column]] for column in ("value", "low", "high"))
    return go.Scatter(
        x=["trained", *rows["down_to"]],
        y=values,
        error_y=thin_error_bars(values, low, high),
        mode="lines+markers",
    )


def _reference(rows: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=["two images"] * len(rows),
        y=rows["value"],
        mode="markers",
        marker={"symbol": "x", "size": 10},
    )

"""Figure of what heat maps score by each measure."""

from collections.abc import Iterator

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.explanation.tables import repeat_for_layers
from fashion_mnist.figures.explanation_style import (
    COLOUR_OF,
    by_method,
    label_layers,
    legend_of,
    thin_error_bars,
)
from fashion_mnist.figures.style import style

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
        for bars in _bars(table[table["measure"] == measure], shown=number == 0):
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


def _bars(measured: pd.DataFrame, shown: bool) -> Iterator[go.Bar]:
    for method, rows in by_method(measured):
        yield go.Bar(
            x=label_layers(rows, "<br>"),
            y=rows["value"],
            error_y=thin_error_bars(rows["value"], rows["low"], rows["high"]),
            marker_color=COLOUR_OF[method],
            hovertemplate="%{x}: %{y:.3f}",
            **legend_of(method, shown),
        )

"""Figure of deletion and insertion, by the order of heat."""

from collections.abc import Iterator, Sequence
from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.explanation.deletion_insertion import CURVES
from fashion_mnist.explanation.tables import repeat_for_layers
from fashion_mnist.figures.explanation_style import by_method, label_layers, legend_of, line_of
from fashion_mnist.figures.style import style


def curves(points: pd.DataFrame) -> go.Figure:
    """The probability of the predicted class, as pixels are removed or shown by their heat."""
    table = repeat_for_layers(points).assign(panel=label_layers)
    panels = list(dict.fromkeys(table["panel"]))
    figure = _make_panels(panels)
    for (row, curve), (column, panel) in product(enumerate(CURVES, 1), enumerate(panels, 1)):
        drawn = table[(table["measure"] == curve) & (table["panel"] == panel)]
        for line in _lines(drawn, shown=row == column == 1):
            figure.add_trace(line, row, column)
    return style(
        figure,
        "Probability of the predicted class as pixels are removed (above) or shown (below)",
        height=580,
        legend={"y": 1.07},
        margin_t=140,
        meta={"narrow": 760},
    )


def _make_panels(names: Sequence[str]) -> go.Figure:
    figure = make_subplots(
        len(CURVES),
        len(names),
        shared_yaxes=True,
        shared_xaxes=True,
        column_titles=names,
        row_titles=list(CURVES),
        horizontal_spacing=0.02,
        vertical_spacing=0.05,
    )
    figure.update_xaxes(tickformat=".0%", tickvals=[0.25, 0.5, 0.75])
    figure.update_xaxes(title="pixels", row=len(CURVES))
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(title="probability", col=1)
    return figure


def _lines(points: pd.DataFrame, shown: bool) -> Iterator[go.Scatter]:
    for method, rows in by_method(points):
        yield go.Scatter(
            x=rows["fraction"],
            y=rows["value"],
            mode="lines",
            line=line_of(method),
            **legend_of(method, shown),
        )

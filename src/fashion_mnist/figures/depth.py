"""Figures of what depth and shortcuts do."""

from collections.abc import Iterator
from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.style import COLOURS, style
from fashion_mnist.parameters.architecture_names import KINDS

STATES = {
    "start": "at the start",
    "start, no normalisation": "at the start, no normalisation",
    "trained": "after training",
}


def gradients(table: pd.DataFrame) -> go.Figure:
    """The norm of the gradient by layer: a column for each state, a row with and one without.

    Args:
        table: what `depth_effects.average_gradients` gives.
    """
    figure = _make_panels()
    for (row, kind), (column, state) in product(enumerate(KINDS, 1), enumerate(STATES, 1)):
        panel = table[(table["kind"] == kind) & (table["state"] == state)]
        for line in _lines(panel, showlegend=row == column == 1):
            figure.add_trace(line, row, column)
    return style(
        figure,
        "Norm of the gradient of each layer, from the images up",
        f"A row for {' and '.join(KINDS)} networks, a column for each state "
        f"({', '.join(STATES.values())}), a line for each depth.",
        height=620,
        legend={"y": 1.07},
        margin_t=140,
        meta={"narrow": 760},
    )


def _make_panels() -> go.Figure:
    figure = make_subplots(
        len(KINDS),
        len(STATES),
        shared_xaxes=True,
        shared_yaxes="all",
        column_titles=list(STATES.values()),
        row_titles=list(KINDS),
        horizontal_spacing=0.03,
        vertical_spacing=0.06,
    )
    figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    figure.update_yaxes(title="gradient's norm", col=1)
    figure.update_xaxes(title="layer", row=len(KINDS))
    return figure


def _lines(panel: pd.DataFrame, showlegend: bool) -> Iterator[go.Scatter]:
    for number, (depth, rows) in enumerate(panel.groupby("depth")):
        yield go.Scatter(
            x=rows["layer"],
            y=rows["norm"],
            mode="lines",
            line={"color": COLOURS[number]},
            name=f"{depth} layers",
            legendgroup=str(depth),
            showlegend=showlegend,
            hovertemplate="layer %{x}: %{y:.2g}",
        )


def losses(runs: pd.DataFrame) -> go.Figure:
    """The training loss at equal steps by depth: each training, and a line through the means.

    Args:
        runs: what `depth_effects.tabulate_runs` gives.
    """
    figure = go.Figure()
    for kind, colour in zip(KINDS, COLOURS, strict=False):
        rows = runs[runs["kind"] == kind]
        figure.add_traces([_mean_loss(rows, kind, colour), _each_loss(rows, kind, colour)])
    return style(
        figure,
        "Training loss after equal steps, by depth",
        f"Mean loss of the last epoch: {_tell(runs)}.",
        xaxis={"title": "layers", "tickvals": sorted(runs["depth"].unique())},
        yaxis={"title": "loss of the last epoch", "rangemode": "tozero"},
    )


def _tell(runs: pd.DataFrame) -> str:
    means = runs.groupby(["kind", "depth"])["loss"].mean().reset_index()
    return ", ".join(
        f"{row['kind']}, {row['depth']} layers, {row['loss']:.3f}" for row in list_rows(means)
    )


def _mean_loss(runs: pd.DataFrame, kind: str, colour: str) -> go.Scatter:
    means = runs.groupby("depth")["loss"].mean()
    return go.Scatter(x=means.index, y=means, mode="lines", line_color=colour, name=f"{kind}, mean")


def _each_loss(runs: pd.DataFrame, kind: str, colour: str) -> go.Scatter:
    return go.Scatter(
        x=runs["depth"],
        y=runs["loss"],
        customdata=runs["seed"],
        mode="markers",
        marker={"color": colour, "size": 9, "opacity": 0.7},
        name=f"{kind}, each seed",
        hovertemplate="%{x} layers, seed %{customdata}: %{y:.3f}",
    )

"""Figures of a search of parameters."""

from collections.abc import Collection, Sequence
from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.percentages import percent
from fashion_mnist.figures.error_bars import error_bars
from fashion_mnist.figures.style import COLOURS, style

ABREAST = 2  # panels
NEAR = 0.1  # what is so much less accurate than the best lies below the panels


def slices(trials: pd.DataFrame, paths: Sequence[str], logarithmic: Collection[str]) -> go.Figure:
    """The accuracy of each trial against each parameter.

    Args:
        trials: a row for each, as `search.trials.tabulate` gives.
        paths: of the parameters, which are columns of the trials.
        logarithmic: those of the paths that have a logarithmic axis.
    """
    rows = -(-len(paths) // ABREAST)
    names = [path.rpartition(".")[2].replace("_", " ") for path in paths]
    figure = make_subplots(rows, ABREAST, shared_yaxes=True, vertical_spacing=0.3 / rows)
    places = product(range(1, rows + 1), range(1, ABREAST + 1))
    for path, name, (row, column) in zip(paths, names, places, strict=False):
        for trace in _points(trials, path, first_panel=(row, column) == (1, 1)):
            figure.add_trace(trace, row, column)
        figure.update_xaxes(title_text=name, row=row, col=column)
        if path in logarithmic:
            figure.update_xaxes(type="log", exponentformat="none", row=row, col=column)
    best = trials[trials["best"]].iloc[0]
    lowest = max(trials["low"].min(), best["accuracy"] - NEAR)
    figure.update_yaxes(tickformat=".1%", range=[lowest - 0.005, trials["high"].max() + 0.005])
    values = ", ".join(f"{name} {best[path]}" for path, name in zip(paths, names, strict=True))
    model = best["model"]
    return style(
        figure,
        f"Search of the parameters of {model}: accuracy on validation images that chose nothing",
        f"{len(trials)} trials; number {best['trial']}, the best on the other half, is right on "
        f"{percent(best['accuracy'], 2)} of these validation images with {values}.",
        height=140 + 260 * rows,
        margin_t=110,
        meta={"narrow": 760},
    )


def _points(trials: pd.DataFrame, path: str, first_panel: bool) -> list[go.Scatter]:
    """The trials with the values of the study, those searched, and the best of all."""
    drawn = trials[trials["accuracy"].notna()]
    is_study, is_best = drawn["trial"] == 1, drawn["best"].astype(bool)
    kinds = {
        "searched": (~is_study & ~is_best, "circle", COLOURS[8]),
        "of the study": (is_study & ~is_best, "diamond", COLOURS[0]),
        "best": (is_best, "star", COLOURS[1]),
    }
    return [
        _scatter(drawn[chosen], path, name, symbol, colour, first_panel)
        for name, (chosen, symbol, colour) in kinds.items()
    ]


def _scatter(
    rows: pd.DataFrame, path: str, name: str, symbol: str, colour: str, first_panel: bool
) -> go.Scatter:
    values = rows[path]
    return go.Scatter(
        x=values if pd.api.types.is_numeric_dtype(values) else values.astype(str),
        y=rows["accuracy"],
        error_y=error_bars(rows["accuracy"], rows["low"], rows["high"], thickness=1, width=0),
        customdata=rows["trial"],
        mode="markers",
        name=name,
        legendgroup=name,
        showlegend=first_panel,
        marker={"symbol": symbol, "color": colour, "size": 13 if name == "best" else 9},
        hovertemplate=f"trial %{{customdata}}: %{{y:.2%}} with %{{x}}<extra>{name}</extra>",
    )

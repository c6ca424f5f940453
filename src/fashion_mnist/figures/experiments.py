"""Figures of experiments: techniques, depth and hyperparameter search."""

from collections.abc import Collection, Iterator, Sequence
from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import COLOURS, error_bars, style
from fashion_mnist.parameters.model_names import KINDS

SYMBOL_OF = {"added alone": "circle", "left out": "diamond"}  # by comparison
STATES = {
    "start": "at the start",
    "start, no normalisation": "at the start, no normalisation",
    "trained": "after training",
}
COLUMNS = 2  # of panels
NEAR = 0.1  # trials this much less accurate than the best lie below the panels


def effects(table: pd.DataFrame, title: str) -> go.Figure:
    """Draw each technique's effect on accuracy with its interval, next to its cost in time.

    Open symbols mark effects that are not significant by the corrected test.

    Args:
        table: a row for each `technique` and `comparison`, as from `effects.measure_effects`. If
            there is a column `model`, labels include the model.
        title: the title of the figure.
    """
    figure = _make_technique_panels()
    drawn = table[table["comparison"] != "all"]
    for colour, (comparison, symbol) in zip(COLOURS, SYMBOL_OF.items(), strict=False):
        rows = drawn[drawn["comparison"] == comparison]
        symbols = [symbol if differ else f"{symbol}-open" for differ in rows["differ"]]
        look = _look(rows, comparison, color=colour, symbol=symbols)
        points, interval = 100 * rows["difference"], _interval(rows)
        figure.add_trace(go.Scatter(x=points, error_x=interval, **look), 1, 1)
        ratio = rows["seconds_with"] / rows["seconds_without"]
        figure.add_trace(go.Scatter(x=ratio, showlegend=False, **look), 1, 2)
    figure.add_vline(x=0, line_width=1, row=1, col=1)
    figure.add_vline(x=1, line_width=1, row=1, col=2)
    names = list(dict.fromkeys(_labels(drawn)))
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=names)
    return style(
        figure,
        title,
        f"Effect on accuracy, in points: {_describe_techniques(drawn)}.",
        height=170 + 34 * len(names),
        margin_t=130,
        legend={"y": 1.08},
        meta={"narrow": 760},
    )


def _describe_techniques(effects: pd.DataFrame) -> str:
    rows = zip(_labels(effects), effects["comparison"], effects["difference"], strict=True)
    return ", ".join(f"{name}, {how}, {100 * effect:+.2f}" for name, how, effect in rows)


def _make_technique_panels() -> go.Figure:
    return make_subplots(
        1,
        2,
        shared_yaxes=True,
        column_widths=[0.62, 0.38],
        horizontal_spacing=0.04,
        subplot_titles=["accuracy, points", "time with / without"],
    )


def _look(rows: pd.DataFrame, comparison: str, **marker: object) -> dict[str, object]:
    return {
        "y": _labels(rows),
        "mode": "markers",
        "marker": {"size": 10, "line": {"width": 2}, **marker},
        "name": comparison,
        "legendgroup": comparison,
    }


def _interval(rows: pd.DataFrame) -> dict[str, object]:
    ends = rows["low"], rows["high"]
    return error_bars(rows["difference"], *ends, scale=100, thickness=1.5, width=4)


def _labels(rows: pd.DataFrame) -> list[str]:
    names = rows["technique"]
    if "model" in rows:
        names = rows["model"] + ": " + names
    return [str(name).replace("_", " ") for name in names]


def gradients(table: pd.DataFrame) -> go.Figure:
    """Draw the gradient norm by layer, with a row for each kind of network and a column per state.

    Args:
        table: the table from `effects.average_gradients`.
    """
    figure = _make_depth_panels()
    for (row, kind), (column, state) in product(enumerate(KINDS, 1), enumerate(STATES, 1)):
        panel = table[(table["kind"] == kind) & (table["state"] == state)]
        for line in _lines(panel, showlegend=row == column == 1):
            figure.add_trace(line, row, column)
    return style(
        figure,
        "Gradient norm of each layer, counted from the input",
        f"A row for {' and '.join(KINDS)} networks, a column for each state "
        f"({', '.join(STATES.values())}), a line for each depth.",
        height=620,
        legend={"y": 1.07},
        margin_t=140,
        meta={"narrow": 760},
    )


def _make_depth_panels() -> go.Figure:
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
    figure.update_yaxes(title="gradient norm", col=1)
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
    """Draw the training loss by depth: a point for each training and a line through the means.

    Args:
        runs: the table from `effects.tabulate_runs`.
    """
    figure = go.Figure()
    for kind, colour in zip(KINDS, COLOURS, strict=False):
        rows = runs[runs["kind"] == kind]
        figure.add_traces([_mean_loss(rows, kind, colour), _each_loss(rows, kind, colour)])
    return style(
        figure,
        "Training loss after an equal number of steps, by depth",
        f"Mean loss of the last epoch: {_describe_depth(runs)}.",
        xaxis={"title": "layers", "tickvals": sorted(runs["depth"].unique())},
        yaxis={"title": "loss of the last epoch", "rangemode": "tozero"},
    )


def _describe_depth(runs: pd.DataFrame) -> str:
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


def slices(trials: pd.DataFrame, paths: Sequence[str], logarithmic: Collection[str]) -> go.Figure:
    """Draw the accuracy of each trial against each parameter.

    Args:
        trials: a row for each trial, as `search.compare_trials` returns them.
        paths: the columns of `trials` that hold parameters.
        logarithmic: the paths whose axis is logarithmic.
    """
    rows = -(-len(paths) // COLUMNS)
    names = [path.rpartition(".")[2].replace("_", " ") for path in paths]
    figure = make_subplots(rows, COLUMNS, shared_yaxes=True, vertical_spacing=0.3 / rows)
    places = product(range(1, rows + 1), range(1, COLUMNS + 1))
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
        f"Parameter search of {model}: accuracy on validation images not used for selection",
        f"{len(trials)} trials. Trial {best['trial']}, the best on the selection half, classifies "
        f"{percent(best['accuracy'], 2)} of the other validation images correctly, with {values}.",
        height=140 + 260 * rows,
        margin_t=110,
        meta={"narrow": 760},
    )


def _points(trials: pd.DataFrame, path: str, first_panel: bool) -> list[go.Scatter]:
    """Draw the searched trials, the trial with the study's values, and the best trial."""
    drawn = trials[trials["accuracy"].notna()]
    is_study, is_best = drawn["trial"] == 1, drawn["best"].astype(bool)
    kinds = {
        "searched": (~is_study & ~is_best, "circle", COLOURS[8]),
        "study's values": (is_study & ~is_best, "diamond", COLOURS[0]),
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

"""Figures of experiments: techniques, depth and hyperparameter search."""

from collections.abc import Collection, Sequence
from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import COLOURS, error_bars, legend_entry, style
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
    """Draw each effect on accuracy from `effects.measure_effects`, next to its cost in time.

    Open symbols mark effects that are not significant by the corrected test. If there is a column
    `model`, labels include the model.
    """
    titles = ["accuracy, points", "time with / without"]
    widths = {"column_widths": [0.62, 0.38], "horizontal_spacing": 0.04}
    figure = make_subplots(1, 2, shared_yaxes=True, subplot_titles=titles, **widths)
    drawn = table[table["comparison"] != "all"]
    names = drawn["model"] + ": " + drawn["technique"] if "model" in drawn else drawn["technique"]
    drawn = drawn.assign(label=names.str.replace("_", " "))
    for colour, (comparison, symbol) in zip(COLOURS, SYMBOL_OF.items(), strict=False):
        rows = drawn[drawn["comparison"] == comparison]
        symbols = [symbol if differ else f"{symbol}-open" for differ in rows["differ"]]
        options = {
            "y": list(rows["label"]),
            "mode": "markers",
            "marker": {"size": 10, "line": {"width": 2}, "color": colour, "symbol": symbols},
            "name": comparison,
            "legendgroup": comparison,
        }
        ends = rows["low"], rows["high"]
        bars = error_bars(rows["difference"], *ends, scale=100, thickness=1.5, width=4)
        effect, ratio = 100 * rows["difference"], rows["seconds_with"] / rows["seconds_without"]
        figure.add_scatter(x=effect, error_x=bars, meta=titles[0], **options, row=1, col=1)
        figure.add_scatter(x=ratio, showlegend=False, meta=titles[1], **options, row=1, col=2)
    figure.add_vline(x=0, line_width=1, row=1, col=1)
    figure.add_vline(x=1, line_width=1, row=1, col=2)
    labels = list(drawn["label"].unique())
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=labels)
    texts = ", ".join(
        f"{row['label']}, {row['comparison']}, {100 * row['difference']:+.2f}"
        for row in list_rows(drawn)
    )
    return style(
        figure,
        title,
        f"Effect on accuracy, in points: {texts}.",
        height=170 + 34 * len(labels),
        margin_t=130,
        legend={"y": 1.08},
        meta={"narrow": 760},
    )


def gradients(table: pd.DataFrame) -> go.Figure:
    """Draw the norms of `effects.average_gradients`, with a row for each kind of network."""
    titles = {"column_titles": list(STATES.values()), "row_titles": list(KINDS)}
    shared = {"shared_xaxes": True, "shared_yaxes": "all"}
    spacing = {"horizontal_spacing": 0.03, "vertical_spacing": 0.06}
    figure = make_subplots(len(KINDS), len(STATES), **titles, **shared, **spacing)
    figure.update_yaxes(type="log", exponentformat="power", dtick=1)
    figure.update_yaxes(title="gradient norm", col=1)
    figure.update_xaxes(title="layer", row=len(KINDS))
    for (row, kind), (column, state) in product(enumerate(KINDS, 1), enumerate(STATES, 1)):
        panel = table[(table["kind"] == kind) & (table["state"] == state)]
        for colour, (depth, rows) in zip(COLOURS, panel.groupby("depth"), strict=False):
            figure.add_scatter(
                x=rows["layer"],
                y=rows["norm"],
                mode="lines",
                line={"color": colour},
                hovertemplate="layer %{x}: %{y:.2g}",
                **legend_entry(f"{depth} layers", row == column == 1, f"{kind}, {state}"),
                row=row,
                col=column,
            )
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


def losses(runs: pd.DataFrame) -> go.Figure:
    """Draw the losses of `effects.tabulate_depths` by depth, and a line through the means."""
    figure, texts = go.Figure(), []
    for kind, colour in zip(KINDS, COLOURS, strict=False):
        rows = runs[runs["kind"] == kind]
        means = rows.groupby("depth")["loss"].mean()
        texts += [f"{kind}, {depth} layers, {loss:.3f}" for depth, loss in means.items()]
        name = f"{kind}, mean"
        figure.add_scatter(x=means.index, y=means, mode="lines", line_color=colour, name=name)
        figure.add_scatter(
            x=rows["depth"],
            y=rows["loss"],
            customdata=rows["seed"],
            mode="markers",
            marker={"color": colour, "size": 9, "opacity": 0.7},
            name=f"{kind}, each seed",
            hovertemplate="%{x} layers, seed %{customdata}: %{y:.3f}",
        )
    return style(
        figure,
        "Training loss after an equal number of steps, by depth",
        f"Mean loss of the last epoch: {', '.join(texts)}.",
        xaxis={"title": "layers", "tickvals": sorted(runs["depth"].unique())},
        yaxis={"title": "loss of the last epoch", "rangemode": "tozero"},
    )


def slices(trials: pd.DataFrame, paths: Sequence[str], logarithmic: Collection[str]) -> go.Figure:
    """Draw the accuracy of each trial of `search.compare_trials` against each parameter.

    The trial with the study's values and the best trial have their own symbols. `paths` are the
    columns with parameters, the `logarithmic` ones on logarithmic axes.
    """
    n_rows = -(-len(paths) // COLUMNS)
    names = [path.rpartition(".")[2].replace("_", " ") for path in paths]
    figure = make_subplots(n_rows, COLUMNS, shared_yaxes=True, vertical_spacing=0.3 / n_rows)
    drawn = trials[trials["accuracy"].notna()]
    is_study, is_best = drawn["trial"] == 1, drawn["best"].astype(bool)
    kinds = (
        ("searched", drawn[~is_study & ~is_best], "circle", COLOURS[8], 9),
        ("study's values", drawn[is_study & ~is_best], "diamond", COLOURS[0], 9),
        ("best", drawn[is_best], "star", COLOURS[1], 13),
    )
    for number, (path, name) in enumerate(zip(paths, names, strict=True)):
        place = {"row": number // COLUMNS + 1, "col": number % COLUMNS + 1}
        for kind, rows, symbol, colour, size in kinds:
            x, y = rows[path], rows["accuracy"]
            figure.add_scatter(
                x=x if pd.api.types.is_numeric_dtype(x) else x.astype(str),
                y=y,
                error_y=error_bars(y, rows["low"], rows["high"], thickness=1, width=0),
                customdata=rows["trial"],
                mode="markers",
                marker={"symbol": symbol, "color": colour, "size": size},
                hovertemplate=f"trial %{{customdata}}: %{{y:.2%}} with %{{x}}<extra>{kind}</extra>",
                **legend_entry(kind, shown=number == 0, panel=name),
                **place,
            )
        log = {"type": "log", "exponentformat": "none"} if path in logarithmic else {}
        figure.update_xaxes(title_text=name, **log, **place)
    best = trials[trials["best"]].iloc[0]
    lowest = max(trials["low"].min(), best["accuracy"] - NEAR)
    figure.update_yaxes(tickformat=".1%", range=[lowest - 0.005, trials["high"].max() + 0.005])
    search = f"Parameter search of {best['model']}"
    values = ", ".join(f"{name} {best[path]}" for path, name in zip(paths, names, strict=True))
    return style(
        figure,
        f"{search}: accuracy on validation images not used for selection",
        f"{len(trials)} trials. Trial {best['trial']}, the best on the selection half, classifies "
        f"{percent(best['accuracy'], 2)} of the other validation images correctly, with {values}.",
        height=140 + 260 * n_rows,
        margin_t=110,
        meta={"narrow": 760},
    )

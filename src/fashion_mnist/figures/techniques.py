"""Figures of what techniques are worth."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.figures.error_bars import error_bars
from fashion_mnist.figures.style import COLOURS, style

SYMBOL_OF = {"added alone": "circle", "left out": "diamond"}  # by the comparison


def effects(table: pd.DataFrame, title: str) -> go.Figure:
    """What each technique adds to the accuracy, with its interval, beside its cost in time.

    The symbols of those that the corrected test does not tell from nothing are open.

    Args:
        table: a row for each `technique` and `comparison`, as `measure_effects` gives; if it has
            a column `model`, techniques are named with it.
        title: of the figure.
    """
    figure = _make_panels()
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
        f"In points of accuracy: {_tell(drawn)}.",
        height=170 + 34 * len(names),
        margin_t=130,
        legend={"y": 1.08},
        meta={"narrow": 760},
    )


def _tell(effects: pd.DataFrame) -> str:
    rows = zip(_labels(effects), effects["comparison"], effects["difference"], strict=True)
    return ", ".join(f"{name}, {how}, {100 * effect:+.2f}" for name, how, effect in rows)


def _make_panels() -> go.Figure:
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

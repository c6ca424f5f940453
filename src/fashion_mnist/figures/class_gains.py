"""Figure of the classes that a network gains on a classical model."""

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.error_bars import error_bars
from fashion_mnist.figures.style import model_colours, say_instead, style


def class_gains(gains: pd.DataFrame) -> go.Figure:
    """The difference of two recalls of each class with its interval, the largest on top.

    The symbols of those that the corrected test does not tell from nothing are open.

    Args:
        gains: what `compare_by_class` gives.
    """
    if gains.empty:
        title = "What the best network gains, by class"
        text = "Models of one kind alone: there is nothing to compare."
        return say_instead(style(go.Figure(), title, text, height=120), text)
    rows = gains.sort_values("difference", ascending=False, kind="stable")
    model, other = rows.iloc[0][["model", "other"]]
    figure = go.Figure(_points(rows, model)).add_vline(x=0, line_width=1)
    return style(
        figure,
        f"Recall of {model} minus recall of {other}, by class",
        _tell(rows, model, other),
        xaxis={"title": f"points of recall: {other} is better left of 0, {model} right of it"},
        yaxis={"autorange": "reversed", "type": "category"},
        showlegend=False,
        height=120 + 34 * len(rows),
    )


def _points(rows: pd.DataFrame, model: str) -> go.Scatter:
    return go.Scatter(
        x=100 * rows["difference"],
        y=rows["class"],
        error_x=error_bars(rows["difference"], rows["low"], rows["high"], scale=100, thickness=1.5),
        mode="markers",
        marker={
            "size": 11,
            "line": {"width": 2},
            "color": model_colours()[model],
            "symbol": ["circle" if differ else "circle-open" for differ in rows["differ"]],
        },
        hovertemplate="%{y}: %{x:+.1f} points<extra></extra>",
    )


def _tell(gains: pd.DataFrame, model: str, other: str) -> str:
    doubt = {True: "", False: " (may be chance)"}
    told = ", ".join(
        f"{row['class']} {100 * row['difference']:+.1f}{doubt[row['differ']]}"
        for row in list_rows(gains)
    )
    return f"By how many points of recall {model} beats {other}, by class: {told}."

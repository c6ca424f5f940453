"""Figures by class: confusions, recall, and where two models differ."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import error_bars, label_axis, model_colours, say_instead, style


def confusion_matrix(confusions: pd.DataFrame, model: str) -> go.Figure:
    """Heat map: the share of each true class that was taken for each class, with the counts."""
    shares = confusions.div(confusions.sum(axis=1).clip(lower=1), axis=0)
    heat = go.Heatmap(
        z=shares.to_numpy()[::-1],
        x=list(confusions.columns),
        y=list(confusions.index[::-1]),
        text=confusions.to_numpy()[::-1],
        texttemplate="%{text}",
        zmin=0,
        zmax=1,
        colorbar=_colour_bar("share of the true class"),
        hovertemplate="%{y} taken for %{x}: %{text} (%{z:.1%})<extra></extra>",
    )
    return style(
        go.Figure(heat),
        f"Confusion matrix of {model}",
        _tell_confusions(confusions, model),
        xaxis={"title": "predicted", **label_axis(list(confusions.columns))},
        yaxis={"title": "true", "type": "category"},
        height=max(620, 140 + 24 * len(confusions)),
    )


def class_recall(table: pd.DataFrame, classes: Sequence[str]) -> go.Figure:
    """Heat map: the recall of each class by each model."""
    recalls = table.set_index("model")[list(classes)]
    heat = go.Heatmap(
        z=recalls.to_numpy()[::-1],
        x=list(classes),
        y=list(recalls.index[::-1]),
        texttemplate="%{z:.1%}",
        zmin=min(0.5, float(recalls.to_numpy().min())),
        zmax=1,
        colorbar=_colour_bar("recall"),
        hovertemplate="%{y}, %{x}: %{z:.1%}<extra></extra>",
    )
    return style(
        go.Figure(heat),
        "Recall of each class",
        _tell_recalls(recalls),
        xaxis=label_axis(classes),
        height=120 + 50 * len(recalls),
        meta={"narrow": 560},
    )


def _tell_confusions(confusions: pd.DataFrame, model: str) -> str:
    mistakes = confusions.to_numpy() * (1 - np.eye(len(confusions), dtype=int))
    true, predicted = np.unravel_index(mistakes.argmax(), mistakes.shape)
    most = f"{confusions.index[true]} taken for {confusions.columns[predicted]}"
    return (
        f"How many images of each class {model} took for each: {np.trace(confusions):,} of "
        f"{confusions.to_numpy().sum():,} rightly; the most frequent mistake is "
        f"{f'{most}, {mistakes.max():,} times' if mistakes.any() else 'none'}."
    )


def _tell_recalls(recalls: pd.DataFrame) -> str:
    hardest = recalls.mean().idxmin()
    told = ", ".join(f"{model} {percent(share)}" for model, share in recalls[hardest].items())
    return f"Recall of each class by each model. The hardest class is {hardest}: {told}."


def _colour_bar(title: str) -> dict[str, object]:
    return {"title": {"text": title, "side": "right"}, "tickformat": ".0%", "thickness": 14}


def class_gains(gains: pd.DataFrame) -> go.Figure:
    """The difference of two recalls of each class with its interval, the largest on top.

    The symbols of those that the corrected test does not tell from nothing are open.

    Args:
        gains: what `compare_recalls` gives.
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

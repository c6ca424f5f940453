"""Figures by class: confusion matrix, recall, and differences between two models."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import error_bars, label_axis, model_colours, say_instead, style


def confusion_matrix(confusions: pd.DataFrame, model: str) -> go.Figure:
    """Draw a confusion matrix, coloured by share of the true class and labelled with counts."""
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
        _describe_confusions(confusions, model),
        xaxis={"title": "predicted", **label_axis(list(confusions.columns))},
        yaxis={"title": "true", "type": "category"},
        height=max(620, 140 + 24 * len(confusions)),
    )


def class_recall(table: pd.DataFrame, classes: Sequence[str]) -> go.Figure:
    """Draw a heat map of the recall of each class by each model."""
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
        _describe_recalls(recalls),
        xaxis=label_axis(classes),
        height=120 + 50 * len(recalls),
        meta={"narrow": 560},
    )


def _describe_confusions(confusions: pd.DataFrame, model: str) -> str:
    mistakes = confusions.to_numpy() * (1 - np.eye(len(confusions), dtype=int))
    true, predicted = np.unravel_index(mistakes.argmax(), mistakes.shape)
    most = f"{confusions.index[true]} taken for {confusions.columns[predicted]}"
    return (
        f"{model} classifies {np.trace(confusions):,} of {confusions.to_numpy().sum():,} images "
        "correctly. The most frequent mistake: "
        f"{f'{most}, {mistakes.max():,} times' if mistakes.any() else 'none'}."
    )


def _describe_recalls(recalls: pd.DataFrame) -> str:
    hardest = recalls.mean().idxmin()
    shares = ", ".join(f"{model} {percent(share)}" for model, share in recalls[hardest].items())
    return f"Recall of each class by each model. The hardest class is {hardest}: {shares}."


def _colour_bar(title: str) -> dict[str, object]:
    return {"title": {"text": title, "side": "right"}, "tickformat": ".0%", "thickness": 14}


def class_gains(gains: pd.DataFrame) -> go.Figure:
    """Draw the difference in recall of each class with its interval, the largest on top.

    Open symbols mark differences that are not significant by the corrected test.

    Args:
        gains: the table from `classes.compare_recalls`.
    """
    if gains.empty:
        title = "Recall gained by the best network, by class"
        text = "There is only one kind of model, so there is nothing to compare."
        return say_instead(style(go.Figure(), title, text, height=120), text)
    rows = gains.sort_values("difference", ascending=False, kind="stable")
    model, other = rows.iloc[0][["model", "other"]]
    figure = go.Figure(_points(rows, model)).add_vline(x=0, line_width=1)
    return style(
        figure,
        f"Recall of {model} minus recall of {other}, by class",
        _describe_gains(rows, model, other),
        xaxis={"title": f"points of recall ({other} is better below 0, {model} above 0)"},
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


def _describe_gains(gains: pd.DataFrame, model: str, other: str) -> str:
    remarks = {True: "", False: " (not significant)"}
    differences = ", ".join(
        f"{row['class']} {100 * row['difference']:+.1f}{remarks[row['differ']]}"
        for row in list_rows(gains)
    )
    return f"Recall of {model} minus recall of {other}, in points, by class: {differences}."

"""Figures by class: confusion matrix, recall, and differences between two models."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import (
    draw_shares,
    empty_figure,
    error_bars,
    label_axis,
    model_colours,
    style,
)


def confusion_matrix(confusions: pd.DataFrame, model: str) -> go.Figure:
    """Draw a confusion matrix, coloured by share of the true class and labelled with counts."""
    counts, classes = confusions.to_numpy(), list(confusions.columns)
    mistakes = counts * (1 - np.eye(len(counts), dtype=int))
    true, predicted = np.unravel_index(mistakes.argmax(), mistakes.shape)
    most = f"{classes[true]} taken for {classes[predicted]}, {mistakes.max():,} times"
    heat = draw_shares(
        confusions.div(confusions.sum(axis=1).clip(lower=1), axis=0),
        "share of the true class",
        zmin=0,
        text=counts[::-1],
        texttemplate="%{text}",
        hovertemplate="%{y} taken for %{x}: %{text} (%{z:.1%})<extra></extra>",
    )
    return style(
        go.Figure(heat),
        f"Confusion matrix of {model}",
        f"{model} classifies {np.trace(counts):,} of {counts.sum():,} images correctly. "
        f"The most frequent mistake: {most if mistakes.any() else 'none'}.",
        xaxis={"title": "predicted", **label_axis(classes)},
        yaxis={"title": "true", "type": "category"},
        height=max(620, 140 + 24 * len(confusions)),
    )


def class_recall(table: pd.DataFrame, classes: Sequence[str]) -> go.Figure:
    """Draw a heat map of the recall of each class by each model."""
    recalls = table.set_index("model")[list(classes)]
    hardest = recalls.mean().idxmin()
    shares = ", ".join(f"{model} {percent(share)}" for model, share in recalls[hardest].items())
    heat = draw_shares(
        recalls,
        "recall",
        zmin=min(0.5, float(recalls.to_numpy().min())),
        texttemplate="%{z:.1%}",
        hovertemplate="%{y}, %{x}: %{z:.1%}<extra></extra>",
    )
    return style(
        go.Figure(heat),
        "Recall of each class",
        f"Recall of each class by each model. The hardest class is {hardest}: {shares}.",
        xaxis=label_axis(classes),
        height=120 + 50 * len(recalls),
        meta={"narrow": 560},
    )


def class_gains(gains: pd.DataFrame) -> go.Figure:
    """Draw the differences in recall from `classes.compare_recalls`, the largest on top.

    Open symbols mark differences that are not significant by the corrected test.
    """
    if gains.empty:
        return empty_figure("There is only one kind of model, so there is nothing to compare.")
    rows = gains.sort_values("difference", ascending=False, kind="stable")
    model, other = rows.iloc[0][["model", "other"]]
    symbols = ["circle" if differ else "circle-open" for differ in rows["differ"]]
    marker = {"size": 11, "line": {"width": 2}, "color": model_colours()[model], "symbol": symbols}
    points = go.Scatter(
        x=100 * rows["difference"],
        y=rows["class"],
        error_x=error_bars(rows["difference"], rows["low"], rows["high"], scale=100, thickness=1.5),
        mode="markers",
        marker=marker,
        hovertemplate="%{y}: %{x:+.1f} points<extra></extra>",
    )
    differences = ", ".join(
        f"{row['class']} {100 * row['difference']:+.1f}"
        f"{'' if row['differ'] else ' (not significant)'}"
        for row in list_rows(rows)
    )
    return style(
        go.Figure(points).add_vline(x=0, line_width=1),
        f"Recall of {model} minus recall of {other}, by class",
        f"Recall of {model} minus recall of {other}, in points, by class: {differences}.",
        xaxis={"title": f"points of recall ({other} is better below 0, {model} above 0)"},
        yaxis={"autorange": "reversed", "type": "category"},
        showlegend=False,
        height=120 + 34 * len(rows),
    )

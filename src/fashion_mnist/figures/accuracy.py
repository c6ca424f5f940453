"""Figures of how accurate the models are, and at what cost."""

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.figures.style import model_colours, style


def accuracy(comparison: pd.DataFrame, human_accuracy: float | None = None) -> go.Figure:
    """The accuracy of each model with its 95% interval, the highest on top; a line for people's."""
    colours = model_colours()
    figure = go.Figure()
    for row in comparison.to_dict("records"):
        figure.add_trace(
            go.Scatter(
                x=[row["accuracy"]],
                y=[row["model"]],
                error_x=_interval(row),
                mode="markers+text",
                text=f"{row['accuracy']:.1%}",
                textposition="top center",
                marker={"size": 11, "color": colours[row["model"]]},
                hovertemplate=f"{row['model']}: %{{x:.2%}}<extra></extra>",
            )
        )
    if human_accuracy is not None:
        figure.add_vline(
            human_accuracy,
            line={"width": 1, "dash": "dot"},
            annotation={"text": f"people, published: {human_accuracy:.1%}", "yanchor": "bottom"},
        )
    return style(
        figure,
        "Test accuracy with its 95% interval",
        xaxis={"tickformat": ".0%", "range": _with_margin(comparison, human_accuracy)},
        yaxis={"range": [len(comparison) - 0.4, -0.8]},
        showlegend=False,
        height=100 + 44 * len(comparison),
    )


def _with_margin(comparison: pd.DataFrame, human_accuracy: float | None) -> list[float]:
    """The range of an axis on which neither an interval nor the people's line meets the edge."""
    ends = [comparison["accuracy_low"].min(), comparison["accuracy_high"].max()]
    ends += [] if human_accuracy is None else [human_accuracy]
    margin = 0.08 * (max(ends) - min(ends))
    return [min(ends) - margin, max(ends) + margin]


def _interval(row: dict[str, float]) -> dict[str, Any]:
    return {
        "type": "data",
        "array": [row["accuracy_high"] - row["accuracy"]],
        "arrayminus": [row["accuracy"] - row["accuracy_low"]],
        "thickness": 2,
    }


def accuracy_against_cost(comparison: pd.DataFrame) -> go.Figure:
    """Accuracy with its 95% interval against training time; the larger the dot, the larger
    the model on disk."""
    figure = go.Figure()
    colours = model_colours()
    largest = comparison["bytes"].max()
    for row in comparison.to_dict("records"):
        figure.add_trace(
            go.Scatter(
                x=[row["fit_seconds"]],
                y=[row["accuracy"]],
                error_y=_interval(row),
                mode="markers+text",
                name=row["model"],
                text=row["model"],
                textposition="middle right",
                marker={
                    "size": 10 + 30 * (row["bytes"] / largest) ** 0.5,
                    "color": colours[row["model"]],
                },
                hovertemplate=(
                    f"{row['model']}: %{{y:.2%}}<br>{row['parameters']:,.0f} parameters, "
                    f"{row['bytes'] / 1e6:,.1f} MB<br>training {row['fit_seconds']:.1f} s, "
                    f"prediction {row['predict_seconds']:.1f} s<extra></extra>"
                ),
            )
        )
    return style(
        figure,
        "Test accuracy against training time (dot: size on disk)",
        xaxis={
            "type": "log",
            "title": "training time, s (logarithmic)",
            "dtick": 1,
            "range": _with_room(comparison["fit_seconds"]),
        },
        yaxis={"title": "test accuracy, with 95% interval", "tickformat": ".1%"},
        showlegend=False,
        height=560,
    )


def _with_room(seconds: "pd.Series[float]") -> list[float]:
    """The range of a logarithmic axis, with room for a name to the right of the last point."""
    low, high = math.log10(max(seconds.min(), 1e-3)), math.log10(max(seconds.max(), 1e-3))
    return [low - 0.3, high + 0.3 + 0.25 * (high - low)]

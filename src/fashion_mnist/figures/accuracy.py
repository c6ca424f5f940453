"""Figures of how accurate the models are, and at what cost."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.error_bars import error_bars
from fashion_mnist.figures.style import model_colours, style

Model = Mapping[str, Any]  # a row of the comparison


def accuracy(comparison: pd.DataFrame, human_accuracy: float | None = None) -> go.Figure:
    """The accuracy of each model with its 95% interval, the highest on top; a line for people's."""
    figure = go.Figure([_accuracy_of(model) for model in list_rows(comparison)])
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


def _accuracy_of(model: Model) -> go.Scatter:
    return go.Scatter(
        x=[model["accuracy"]],
        y=[model["model"]],
        error_x=_interval(model),
        mode="markers+text",
        text=f"{model['accuracy']:.1%}",
        textposition="top center",
        marker={"size": 11, "color": model_colours()[model["model"]]},
        hovertemplate=f"{model['model']}: %{{x:.2%}}<extra></extra>",
    )


def _interval(model: Model) -> dict[str, object]:
    low, high = model["accuracy_low"], model["accuracy_high"]
    return error_bars([model["accuracy"]], [low], [high], thickness=2)


def _with_margin(comparison: pd.DataFrame, human_accuracy: float | None) -> list[float]:
    """The range of an axis on which neither an interval nor the people's line meets the edge."""
    ends = [comparison["accuracy_low"].min(), comparison["accuracy_high"].max()]
    ends += [] if human_accuracy is None else [human_accuracy]
    margin = 0.08 * (max(ends) - min(ends))
    return [min(ends) - margin, max(ends) + margin]


def accuracy_against_cost(comparison: pd.DataFrame) -> go.Figure:
    """Accuracy with its 95% interval against training time; the larger the dot, the larger
    the model on disk."""
    largest = comparison["bytes"].max()
    return style(
        go.Figure([_cost_of(model, largest) for model in list_rows(comparison)]),
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


def _cost_of(model: Model, largest: float) -> go.Scatter:
    name = model["model"]
    size = 10 + 30 * (model["bytes"] / largest) ** 0.5
    return go.Scatter(
        x=[model["fit_seconds"]],
        y=[model["accuracy"]],
        error_y=_interval(model),
        mode="markers+text",
        name=name,
        text=name,
        textposition="middle right",
        marker={"size": size, "color": model_colours()[name]},
        hovertemplate=(
            f"{name}: %{{y:.2%}}<br>{model['parameters']:,.0f} parameters, "
            f"{model['bytes'] / 1e6:,.1f} MB<br>training {model['fit_seconds']:.1f} s, "
            f"prediction {model['predict_seconds']:.1f} s<extra></extra>"
        ),
    )


def _with_room(seconds: "pd.Series[float]") -> list[float]:
    """The range of a logarithmic axis, with room for a name to the right of the last point."""
    low, high = math.log10(max(seconds.min(), 1e-3)), math.log10(max(seconds.max(), 1e-3))
    return [low - 0.3, high + 0.3 + 0.25 * (high - low)]

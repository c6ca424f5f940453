"""Figure of how accurate the models are."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.percentages import percent
from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.error_bars import error_bars
from fashion_mnist.figures.style import model_colours, model_symbols, style

Model = Mapping[str, Any]  # a row of the comparison


def accuracy(comparison: pd.DataFrame, human_accuracy: float | None = None) -> go.Figure:
    """The accuracy of each model with its 95% interval, the highest on top; a line for people's."""
    figure = go.Figure([_accuracy_of(model) for model in list_rows(comparison)])
    for model in list_rows(comparison):
        figure.add_annotation(
            x=model["accuracy_high"],
            y=model["model"],
            text=percent(model["accuracy"]),
            showarrow=False,
            xanchor="left",
            xshift=6,
        )
    ends = _with_margin(comparison, human_accuracy)
    if human_accuracy is not None:
        figure.add_vline(
            human_accuracy,
            line={"width": 1, "dash": "dot"},
            annotation={
                "text": f"people, published: {percent(human_accuracy)}",
                "yanchor": "bottom",
                "xanchor": "left" if human_accuracy < sum(ends) / 2 else "right",
            },
        )
    return style(
        figure,
        "Test accuracy with its 95% interval",
        _tell_accuracies(comparison, human_accuracy),
        xaxis={"tickformat": ".0%", "range": ends},
        yaxis={"range": [len(comparison) - 0.4, -0.6]},
        showlegend=False,
        height=70 + 27 * len(comparison),
        margin_b=30,
        meta={"top": 28},
    )


def _accuracy_of(model: Model) -> go.Scatter:
    return go.Scatter(
        x=[model["accuracy"]],
        y=[model["model"]],
        error_x=interval(model),
        mode="markers",
        marker=mark(model["model"], 11),
        hovertemplate=f"{model['model']}: %{{x:.2%}}<extra></extra>",
    )


def _tell_accuracies(comparison: pd.DataFrame, human_accuracy: float | None) -> str:
    told = ", ".join(
        f"{row['model']} {percent(row['accuracy'])} ({percent(row['accuracy_low'])} to "
        f"{percent(row['accuracy_high'])})"
        for row in list_rows(comparison)
    )
    people = "" if human_accuracy is None else f" People, as published: {percent(human_accuracy)}."
    return f"Accuracy on the test images, with 95% intervals: {told}.{people}"


def mark(model: str, size: float) -> dict[str, object]:
    """The marker of a model."""
    return {"size": size, "color": model_colours()[model], "symbol": model_symbols()[model]}


def interval(model: Model) -> dict[str, object]:
    """The error bars of a model's accuracy."""
    low, high = model["accuracy_low"], model["accuracy_high"]
    return error_bars([model["accuracy"]], [low], [high], thickness=2)


def _with_margin(comparison: pd.DataFrame, human_accuracy: float | None) -> list[float]:
    """The range of an axis on which no interval, share behind it, or people's line is cut off."""
    ends = [comparison["accuracy_low"].min(), comparison["accuracy_high"].max()]
    ends += [] if human_accuracy is None else [human_accuracy]
    margin = 0.08 * (max(ends) - min(ends))
    return [min(ends) - margin, max(ends) + 2 * margin]

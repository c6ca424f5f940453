"""Figure of how accurate the models are, at what cost."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.percentages import percent
from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.accuracy import Model, interval, mark
from fashion_mnist.figures.labels import place_labels
from fashion_mnist.figures.style import style

ENDS = ("accuracy", "accuracy_low", "accuracy_high")
SIZE = (270, 430)  # of the plot on a telephone, in pixels


def accuracy_against_cost(comparison: pd.DataFrame) -> go.Figure:
    """Accuracy with its 95% interval against training time; the larger the dot, the larger
    the model on disk."""
    models, largest = list_rows(comparison), comparison["bytes"].max()
    x = np.log10(comparison["fit_seconds"].clip(lower=1e-3))
    x_range = _widen(x.min() - 0.1, x.max() + 0.1)
    y_range = _widen(comparison["accuracy_low"].min(), comparison["accuracy_high"].max())
    positions = _place_names(comparison, _share(x, x_range), y_range)
    return style(
        go.Figure([_cost_of(*each, largest) for each in zip(models, positions, strict=True)]),
        "Test accuracy against training time (the larger the symbol, the larger the file)",
        f"Training time and accuracy: {', '.join(map(_tell, models))}.",
        xaxis={
            "type": "log",
            "title": "training time, s (logarithmic)",
            "dtick": 1,
            "range": x_range,
        },
        yaxis={"title": "test accuracy, with 95% interval", "tickformat": ".0%", "range": y_range},
        showlegend=False,
        height=560,
    )


def _place_names(
    comparison: pd.DataFrame, across: "pd.Series[float]", y_range: Sequence[float]
) -> list[str]:
    middle, low, high = (_share(comparison[end], y_range) for end in ENDS)
    points, bars = zip(across, middle, strict=True), zip(across, low, high, strict=True)
    return place_labels(list(points), list(comparison["model"]), SIZE, bars)


def _widen(low: float, high: float) -> list[float]:
    """The range of an axis on which nothing meets the edge."""
    margin = 0.06 * (high - low)
    return [low - margin, high + margin]


def _share(values: "pd.Series[float]", ends: Sequence[float]) -> "pd.Series[float]":
    """Where values lie between the ends of their axis, from 0 to 1."""
    return (values - ends[0]) / (ends[1] - ends[0])


def _tell(model: Model) -> str:
    return f"{model['model']} {model['fit_seconds']:.3g} s and {percent(model['accuracy'])}"


def _cost_of(model: Model, position: str, largest: float) -> go.Scatter:
    name = model["model"]
    return go.Scatter(
        x=[model["fit_seconds"]],
        y=[model["accuracy"]],
        error_y=interval(model),
        mode="markers+text",
        name=name,
        text=name,
        textposition=position,
        marker=mark(name, 10 + 30 * (model["bytes"] / largest) ** 0.5),
        hovertemplate=(
            f"{name}: %{{y:.2%}}<br>{model['parameters']:,.0f} parameters, "
            f"{model['bytes'] / 1e6:,.1f} MB<br>training {model['fit_seconds']:.1f} s, "
            f"prediction {model['predict_seconds']:.1f} s<extra></extra>"
        ),
    )

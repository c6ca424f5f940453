"""The figures of the report, in Plotly. Their titles are the headings of the page."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from .images import PARTS
from .parameters import MODELS

# After Okabe and Ito (2008): colour-blind people can distinguish these colours.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5195", "#808080")
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "star", "pentagon", "cross")
BLUES = ["#f5f9fe", "#6aaed6", "#08306b"]
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"


def style(figure: go.Figure, height: int = 340, **layout: Any) -> go.Figure:
    """Give a figure the common style, and further options of Plotly's layout."""
    axis = {"gridcolor": "#e5e5e5", "zeroline": False, "automargin": True}
    figure.update_xaxes(**axis).update_yaxes(**axis)
    return figure.update_layout(
        template="none",
        height=height,
        font={"family": FONT, "size": 14, "color": "#1f2328"},
        margin={"l": 10, "r": 10, "t": 30, "b": 10},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        paper_bgcolor="white",
        plot_bgcolor="white",
        **layout,
    )


def look_of(model: str) -> dict[str, str]:
    """Return the marker of a model, the same in every figure."""
    number = MODELS.index(model)
    return {
        "color": COLOURS[number % len(COLOURS)],
        "symbol": SYMBOLS[number % len(SYMBOLS)],
    }


def title_of(model: str) -> str:
    """Return the name of a model in words."""
    return model.replace("_", " ")


def draw_classes(split_index: pd.DataFrame) -> go.Figure:
    """Draw the number of images of each class and part."""
    counts = pd.crosstab(split_index["class"], split_index["part"])
    bars = [
        go.Bar(x=counts[part], y=counts.index, name=part, orientation="h", marker_color=colour)
        for part, colour in zip(PARTS, ("#0072B2", "#56B4E9", "#D55E00"), strict=True)
    ]
    figure = go.Figure(bars, {"barmode": "stack", "legend": {"traceorder": "normal"}})
    style(figure, height=110 + 30 * len(counts))
    figure.update_yaxes(autorange="reversed", type="category")
    return figure.update_xaxes(title_text="images")


def draw_accuracies(accuracies: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of each model with its 95% interval, the most accurate on top."""
    table = accuracies[accuracies["class"] == "all"]
    figure = go.Figure()
    for row in table.to_dict("records"):
        ends = {"array": [row["high"] - row["share"]], "arrayminus": [row["share"] - row["low"]]}
        figure.add_scatter(
            x=[row["share"]],
            y=[title_of(row["model"])],
            error_x={"type": "data", "thickness": 2, **ends},
            marker=look_of(row["model"]) | {"size": 12},
            hovertemplate="%{y}: %{x:.1%}<extra></extra>",
        )
    style(figure, height=110 + 45 * len(table), showlegend=False)
    figure.update_yaxes(autorange="reversed", type="category")
    return figure.update_xaxes(title_text="test accuracy", tickformat=".0%")


def draw_confusion(predictions: pd.DataFrame, classes: list[str]) -> go.Figure:
    """Draw the confusion matrix of a model: the share of each true class in each prediction."""
    counts = pd.crosstab(predictions["y_true"], predictions["y_pred"])
    counts = counts.reindex(index=range(len(classes)), columns=range(len(classes)), fill_value=0)
    shares = counts.div(counts.sum(axis=1), axis=0)
    figure = go.Figure(
        go.Heatmap(
            z=shares.to_numpy(),
            x=classes,
            y=classes,
            text=counts.to_numpy(),
            texttemplate="%{text}" if len(classes) <= 12 else None,
            colorscale=BLUES,
            zmin=0,
            zmax=1,
            showscale=False,
            hovertemplate="%{y} predicted as %{x}: %{text} (%{z:.0%})<extra></extra>",
        )
    )
    style(figure, height=min(700, 150 + 45 * len(classes)))
    figure.update_yaxes(title_text="true class", autorange="reversed", type="category")
    return figure.update_xaxes(title_text="predicted class", type="category")


def draw_calibration(confidence_bins: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of each model against its confidence, before temperature scaling.

    A point is a bin of images, and larger if the bin has more images.
    """
    largest = confidence_bins["images"].max()
    figure = go.Figure(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", name="calibrated", line={"color": "#999"})
    )
    for model, bins in confidence_bins[~confidence_bins["scaled"]].groupby("model", sort=False):
        figure.add_scatter(
            x=bins["confidence"],
            y=bins["accuracy"],
            text=bins["images"],
            name=title_of(str(model)),
            mode="markers",
            marker=look_of(str(model)) | {"size": 5 + 15 * (bins["images"] / largest) ** 0.5},
            hovertemplate="%{text} images, sure %{x:.0%}, right %{y:.0%}",
        )
    figure.update_xaxes(range=[0, 1.03], tickformat=".0%", title_text="probability of the answer")
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%", title_text="correct answers")
    return style(figure, height=420)


def draw_history(history: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of a network by epoch on training and validation images."""
    figure = go.Figure()
    for column, name, colour in (("accuracy", PARTS[0], 0), ("val_accuracy", PARTS[1], 1)):
        figure.add_scatter(
            x=history["epoch"], y=history[column], name=name, line={"color": COLOURS[colour]}
        )
    kept = history.set_index("epoch")["val_loss"].idxmin()
    figure.add_vline(
        kept,
        line={"color": "#999", "dash": "dot"},
        annotation_text="kept",
        annotation_position="bottom right",
    )
    figure.update_yaxes(title_text="accuracy", tickformat=".0%")
    figure.update_xaxes(title_text="epoch")
    return style(figure, showlegend=True)

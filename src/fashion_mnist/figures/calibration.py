"""Figures of calibration: reliability diagrams, and accuracy against coverage."""

from collections.abc import Sequence
from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import COLOURS, model_colours, model_symbols, style

COLUMNS = 3
STATES = ((False, "as predicted", COLOURS[1]), (True, "temperature-scaled", COLOURS[0]))


def reliability_diagrams(bins: pd.DataFrame) -> go.Figure:
    """Draw a reliability diagram of each model; dots grow with the number of images in the bin.

    Args:
        bins: the bins from `calibration.measure`.
    """
    models = list(bins["model"].unique())
    n_rows = -(-len(models) // COLUMNS)
    figure = _make_panels(models, n_rows)
    for number, (model, (scaled, name, colour)) in enumerate(product(models, STATES)):
        row, column = divmod(number // len(STATES), COLUMNS)
        chosen = bins[(bins["model"] == model) & (bins["scaled"] == scaled)]
        trace = _reliability_line(chosen, name, colour, showlegend=number < len(STATES))
        figure.add_trace(trace, row + 1, column + 1)
    diagonal = {"type": "line", "x0": 0, "y0": 0, "x1": 1, "y1": 1}
    figure.add_shape(diagonal, line={"width": 1, "dash": "dot"}, row="all", col="all")
    return style(
        figure,
        "Accuracy of predictions by confidence",
        f"A panel for each of {', '.join(models)}: the accuracy of the predictions in each bin of "
        "confidence, before and after temperature scaling. On the diagonal both are equal.",
        height=140 + 230 * n_rows,
        legend={"y": -60 / (230 * n_rows), "yanchor": "top"},
        meta={"narrow": 560},
    )


def _make_panels(models: Sequence[str], n_rows: int) -> go.Figure:
    figure = make_subplots(
        rows=n_rows,
        cols=COLUMNS,
        subplot_titles=models,
        shared_xaxes="all",
        shared_yaxes="all",
        horizontal_spacing=0.07,
        vertical_spacing=0.22 / n_rows,
    )
    figure.update_xaxes(range=[0, 1.04], tickformat=".0%", dtick=0.5)
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%", dtick=0.5)
    figure.update_xaxes(title="confidence", row=n_rows)
    figure.update_yaxes(title="accuracy", col=1)
    return figure


def _reliability_line(bins: pd.DataFrame, name: str, colour: str, showlegend: bool) -> go.Scatter:
    return go.Scatter(
        x=bins["confidence"],
        y=bins["accuracy"],
        customdata=bins["images"],
        name=name,
        legendgroup=name,
        showlegend=showlegend,
        mode="lines+markers",
        line={"color": colour, "width": 1.5},
        marker={"size": 4 + 14 * (bins["images"] / bins["images"].sum()) ** 0.5},
        hovertemplate="confidence %{x:.1%}, accuracy %{y:.1%}, %{customdata} images",
    )


def accuracy_against_coverage(coverage: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of each model on its most confident predictions.

    Args:
        coverage: the table from `calibration.measure_coverage`.
    """
    groups = coverage.groupby("model", sort=False)
    return style(
        go.Figure([_coverage_line(str(model), rows) for model, rows in groups]),
        "Accuracy if the least confident predictions are left out",
        _describe_coverage(coverage),
        xaxis={"title": "share of test images kept", "tickformat": ".0%"},
        yaxis={"title": "accuracy on the images kept", "tickformat": ".0%"},
        legend={"y": -0.2, "yanchor": "top"},
        height=520,
    )


def _describe_coverage(coverage: pd.DataFrame) -> str:
    fewest = coverage[coverage["coverage"] == coverage["coverage"].min()]
    accuracies = ", ".join(
        f"{row['model']} {percent(row['accuracy'])} on the {percent(row['covered'], 0)} kept"
        for row in list_rows(fewest)
    )
    return f"Accuracy rises as the least confident images are left out, up to: {accuracies}."


def _coverage_line(model: str, rows: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=rows["covered"],
        y=rows["accuracy"],
        customdata=rows[["images", "low", "high"]],
        name=model,
        mode="lines+markers",
        marker={"size": 9, "color": model_colours()[model], "symbol": model_symbols()[model]},
        hovertemplate=(
            f"{model}: %{{y:.2%}} (%{{customdata[1]:.1%}} to %{{customdata[2]:.1%}})"
            "<br>on the %{customdata[0]} images kept (%{x:.1%})<extra></extra>"
        ),
    )

"""Figures of what the probabilities are worth."""

from collections.abc import Sequence
from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import COLOURS, model_colours, model_symbols, style

COLUMNS = 3
STATES = ((False, "as predicted", COLOURS[1]), (True, "at its temperature", COLOURS[0]))


def reliability_diagrams(bins: pd.DataFrame) -> go.Figure:
    """A panel for each model: accuracy against confidence; the larger the dot, the more images.

    Args:
        bins: what `bin_by_confidence` gives, for each `model`, `scaled` or not.
    """
    models = list(bins["model"].unique())
    n_rows = -(-len(models) // COLUMNS)
    figure = _make_panels(models, n_rows)
    for number, (model, (scaled, name, colour)) in enumerate(product(models, STATES)):
        row, column = divmod(number // len(STATES), COLUMNS)
        chosen = bins[(bins["model"] == model) & (bins["scaled"] == scaled)]
        trace = _reliability(chosen, name, colour, showlegend=number < len(STATES))
        figure.add_trace(trace, row + 1, column + 1)
    diagonal = {"type": "line", "x0": 0, "y0": 0, "x1": 1, "y1": 1}
    figure.add_shape(diagonal, line={"width": 1, "dash": "dot"}, row="all", col="all")
    return style(
        figure,
        "Accuracy of the predictions by their confidence",
        f"A panel for each of {', '.join(models)}: the accuracy of the predictions in each bin of "
        "confidence, as predicted and at the temperature. On the diagonal both are equal.",
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


def _reliability(bins: pd.DataFrame, name: str, colour: str, showlegend: bool) -> go.Scatter:
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
    """The accuracy of each model on the share of images of which it is most certain.

    Args:
        coverage: what `measure_coverage` gives.
    """
    groups = coverage.groupby("model", sort=False)
    return style(
        go.Figure([_accuracy_kept(str(model), rows) for model, rows in groups]),
        "Accuracy on the images that are left to the model",
        _tell_kept(coverage),
        xaxis={"title": "share of the test images left to the model", "tickformat": ".0%"},
        yaxis={"title": "accuracy on these", "tickformat": ".0%"},
        legend={"y": -0.2, "yanchor": "top"},
        height=520,
    )


def _tell_kept(coverage: pd.DataFrame) -> str:
    fewest = coverage[coverage["coverage"] == coverage["coverage"].min()]
    told = ", ".join(
        f"{row['model']} {percent(row['accuracy'])} of the {percent(row['covered'], 0)} that it "
        "keeps"
        for row in list_rows(fewest)
    )
    return f"Accuracy rises as the least certain images are left out, up to: {told}."


def _accuracy_kept(model: str, rows: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=rows["covered"],
        y=rows["accuracy"],
        customdata=rows[["images", "low", "high"]],
        name=model,
        mode="lines+markers",
        marker={"size": 9, "color": model_colours()[model], "symbol": model_symbols()[model]},
        hovertemplate=(
            f"{model}: %{{y:.2%}} (%{{customdata[1]:.1%}} to %{{customdata[2]:.1%}})"
            "<br>of the %{customdata[0]} images that it keeps (%{x:.1%})<extra></extra>"
        ),
    )

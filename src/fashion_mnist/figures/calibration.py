"""Figures of calibration: reliability diagrams, and accuracy against coverage."""

from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import COLOURS, legend_entry, mark, style

COLUMNS = 3
STATES = ((False, "as predicted", COLOURS[1]), (True, "temperature-scaled", COLOURS[0]))


def reliability_diagrams(bins: pd.DataFrame) -> go.Figure:
    """Draw the bins of `calibration.measure`; dots grow with the number of images in the bin."""
    models = list(bins["model"].unique())
    n_rows = -(-len(models) // COLUMNS)
    shared = {"shared_xaxes": "all", "shared_yaxes": "all"}
    spacing = {"horizontal_spacing": 0.07, "vertical_spacing": 0.22 / n_rows}
    figure = make_subplots(n_rows, COLUMNS, subplot_titles=models, **shared, **spacing)
    shares = {"range": [0, 1.04], "tickformat": ".0%", "dtick": 0.5}
    figure.update_xaxes(shares).update_yaxes(shares)
    figure.update_xaxes(title="confidence", row=n_rows)
    figure.update_yaxes(title="accuracy", col=1)
    for number, (model, (scaled, name, colour)) in enumerate(product(models, STATES)):
        rows = bins[(bins["model"] == model) & (bins["scaled"] == scaled)]
        row, column = divmod(number // len(STATES), COLUMNS)
        figure.add_scatter(
            x=rows["confidence"],
            y=rows["accuracy"],
            customdata=rows["images"],
            mode="lines+markers",
            line={"color": colour, "width": 1.5},
            marker={"size": 4 + 14 * (rows["images"] / rows["images"].sum()) ** 0.5},
            hovertemplate="confidence %{x:.1%}, accuracy %{y:.1%}, %{customdata} images",
            **legend_entry(name, shown=number < len(STATES)),
            row=row + 1,
            col=column + 1,
        )
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


def accuracy_against_coverage(coverage: pd.DataFrame) -> go.Figure:
    """Draw the accuracy on the most confident predictions, from `calibration.measure_coverage`."""
    figure = go.Figure()
    for model, rows in coverage.groupby("model", sort=False):
        figure.add_scatter(
            x=rows["covered"],
            y=rows["accuracy"],
            customdata=rows[["images", "low", "high"]],
            name=model,
            mode="lines+markers",
            marker=mark(str(model), 9),
            hovertemplate=f"{model}: %{{y:.2%}} (%{{customdata[1]:.1%}} to %{{customdata[2]:.1%}})"
            "<br>on the %{customdata[0]} images kept (%{x:.1%})<extra></extra>",
        )
    accuracies = ", ".join(
        f"{row['model']} {percent(row['accuracy'])} on the {percent(row['covered'], 0)} kept"
        for row in list_rows(coverage[coverage["coverage"] == coverage["coverage"].min()])
    )
    return style(
        figure,
        "Accuracy if the least confident predictions are left out",
        f"Accuracy rises as the least confident images are left out, up to: {accuracies}.",
        xaxis={"title": "share of test images kept", "tickformat": ".0%"},
        yaxis={"title": "accuracy on the images kept", "tickformat": ".0%"},
        legend={"y": -0.2, "yanchor": "top"},
        height=520,
    )

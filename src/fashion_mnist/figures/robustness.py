"""Figures of accuracy on corrupted images and on backgrounds."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.figures.style import (
    contact_sheet,
    draw_shares,
    legend_entry,
    model_colours,
    style,
)
from fashion_mnist.images.arrays import Labels, ScaledImages, to_channels
from fashion_mnist.robustness.corruptions import CONDITIONS, CORRUPTIONS, apply_condition

SHOWN = (0, 3, 5)  # severities in the gallery


def heat_map(table: pd.DataFrame) -> go.Figure:
    """Draw accuracies from `corruptions.tabulate` for each `model`, averaged over severities."""
    means = table.pivot_table("accuracy", "model", "condition", sort=False)
    hover = "%{y}, %{x}: %{z:.1%}<extra></extra>"
    heat = draw_shares(means, "accuracy", zmin=0, texttemplate="%{z:.0%}", hovertemplate=hover)
    return style(
        go.Figure(heat),
        "Accuracy under each condition (mean over severities)",
        f"Mean accuracy over all conditions: {_list_accuracies(means.mean(axis=1))}.",
        xaxis={"tickangle": -45},
        height=190 + 36 * len(means),
    )


def curves(table: pd.DataFrame) -> go.Figure:
    """Draw each model's accuracy by the severity of each corruption; 0 stands for clean images."""
    figure = make_subplots(2, 5, subplot_titles=list(CORRUPTIONS), shared_yaxes=True)
    for model, rows in table.groupby("model", sort=False):
        for place, name in enumerate(CORRUPTIONS):
            points = rows[rows["condition"].isin(("clean", name))]
            figure.add_scatter(
                x=points["severity"],
                y=points["accuracy"],
                line={"color": model_colours()[str(model)]},
                hovertemplate=f"{model}, {name}, severity %{{x}}: %{{y:.1%}}<extra></extra>",
                **legend_entry(str(model), shown=place == 0, panel=name),
                row=place // 5 + 1,
                col=place % 5 + 1,
            )
    corrupted = table[table["condition"].isin(CORRUPTIONS)]
    hardest = corrupted[corrupted["severity"] == corrupted["severity"].max()]
    worst = hardest.groupby("model", sort=False)["accuracy"].mean()
    figure.update_yaxes(range=[0, 1], tickformat=".0%").update_yaxes(title="accuracy", col=1)
    figure.update_xaxes(dtick=1).update_xaxes(title="severity", row=2)
    return style(
        figure,
        "Accuracy by severity of the corruption",
        f"Mean accuracy over the corruptions at the highest severity: {_list_accuracies(worst)}.",
        height=640,
        margin={"t": 150},
        legend={"y": 1.08},
    )


def _list_accuracies(accuracies: "pd.Series[float]") -> str:
    return ", ".join(f"{model} {accuracy:.0%}" for model, accuracy in accuracies.items())


def gallery(
    test_images: ScaledImages, labels: Labels, classes: Sequence[str], seed: int
) -> go.Figure:
    """Draw the first item of each class in grey under every condition, at two severities.

    `seed` must be the measurement's seed.
    """
    images = test_images.brightness()[np.unique(labels, return_index=True)[1], ..., 0]
    shown = [condition for condition in CONDITIONS if condition[1] in SHOWN]
    rows = [to_channels(apply_condition(images, *condition, seed), 3) for condition in shown]
    names = [name if not severity else f"{name} {severity}" for name, severity in shown]
    height, width = (2 * side for side in images.shape[1:])  # on the figure
    return style(
        contact_sheet(np.rint(np.multiply(rows, 255)).astype(np.uint8), names, classes),
        "The same items under every condition",
        f"An item of each of {len(classes)} classes in {len(shown)} rows: {', '.join(names)}.",
        xaxis={"side": "top", "tickangle": -90},
        width=140 + width * len(classes),
        height=200 + height * len(shown),
        margin={"l": 110, "r": 20, "t": 170, "b": 20},
    )

"""Figures of what another seed changes."""

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.percentages import percent
from fashion_mnist.figures.style import model_colours, style


def accuracy_by_seed(runs: pd.DataFrame) -> go.Figure:
    """The accuracy of each training of each network, and their mean.

    Args:
        runs: a row for each training: `model`, `seed` and `accuracy`.
    """
    figure = go.Figure()
    for model, rows in runs.groupby("model", sort=False):
        figure.add_traces([_mean(str(model), rows), _trainings(str(model), rows)])
    return style(
        figure,
        "Test accuracy of each training (bar: mean)",
        f"Mean accuracy over the seeds: {_tell(runs)}.",
        xaxis={"tickformat": ".1%"},
        yaxis={"autorange": "reversed"},
        showlegend=False,
        height=120 + 60 * runs["model"].nunique(),
    )


def _tell(runs: pd.DataFrame) -> str:
    means = runs.groupby("model", sort=False)["accuracy"].mean()
    return ", ".join(f"{model} {percent(mean, 2)}" for model, mean in means.items())


def _mean(model: str, runs: pd.DataFrame) -> go.Scatter:
    colour = model_colours()[model]
    return go.Scatter(
        x=[runs["accuracy"].mean()],
        y=[model],
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 30, "color": colour, "line_width": 2},
        hovertemplate=f"{model}, mean: %{{x:.2%}}<extra></extra>",
    )


def _trainings(model: str, runs: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=runs["accuracy"],
        y=runs["model"],
        customdata=runs["seed"],
        mode="markers",
        marker={"size": 11, "color": model_colours()[model], "opacity": 0.7},
        hovertemplate=f"{model}, seed %{{customdata}}: %{{x:.2%}}<extra></extra>",
    )

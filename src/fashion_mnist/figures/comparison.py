"""Figures that compare all models: accuracy, significance, cost and seeds."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import (
    COLOURS,
    error_bars,
    model_colours,
    model_symbols,
    place_labels,
    say_instead,
    style,
)

Model = Mapping[str, Any]  # a row of the comparison
WIN, TIE = COLOURS[0], "#d4d7da"
ENDS = ("accuracy", "accuracy_low", "accuracy_high")
SIZE = (270, 430)  # of the plot on a phone, in pixels


def accuracy(comparison: pd.DataFrame, human_accuracy: float | None = None) -> go.Figure:
    """Draw accuracies with 95% intervals, the highest on top, and a line for human accuracy."""
    figure = go.Figure([_accuracy_point(model) for model in list_rows(comparison)])
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
                "text": f"humans (published): {percent(human_accuracy)}",
                "yanchor": "bottom",
                "xanchor": "left" if human_accuracy < sum(ends) / 2 else "right",
            },
        )
    return style(
        figure,
        "Test accuracy with its 95% interval",
        _describe_accuracies(comparison, human_accuracy),
        xaxis={"tickformat": ".0%", "range": ends},
        yaxis={"range": [len(comparison) - 0.4, -0.6]},
        showlegend=False,
        height=70 + 27 * len(comparison),
        margin_b=30,
        meta={"top": 28},
    )


def _accuracy_point(model: Model) -> go.Scatter:
    return go.Scatter(
        x=[model["accuracy"]],
        y=[model["model"]],
        error_x=interval(model),
        mode="markers",
        marker=mark(model["model"], 11),
        hovertemplate=f"{model['model']}: %{{x:.2%}}<extra></extra>",
    )


def _describe_accuracies(comparison: pd.DataFrame, human_accuracy: float | None) -> str:
    accuracies = ", ".join(
        f"{row['model']} {percent(row['accuracy'])} ({percent(row['accuracy_low'])} to "
        f"{percent(row['accuracy_high'])})"
        for row in list_rows(comparison)
    )
    humans = "" if human_accuracy is None else f" Humans, as published: {percent(human_accuracy)}."
    return f"Accuracy on the test images, with 95% intervals: {accuracies}.{humans}"


def mark(model: str, size: float) -> dict[str, object]:
    """Return the Plotly marker of a model: its colour and symbol."""
    return {"size": size, "color": model_colours()[model], "symbol": model_symbols()[model]}


def interval(model: Model) -> dict[str, object]:
    """Return the Plotly error bars of a model's accuracy."""
    low, high = model["accuracy_low"], model["accuracy_high"]
    return error_bars([model["accuracy"]], [low], [high], thickness=2)


def _with_margin(comparison: pd.DataFrame, human_accuracy: float | None) -> list[float]:
    """Return an axis range that cuts off no interval, label, or line of human accuracy."""
    ends = [comparison["accuracy_low"].min(), comparison["accuracy_high"].max()]
    ends += [] if human_accuracy is None else [human_accuracy]
    margin = 0.08 * (max(ends) - min(ends))
    return [min(ends) - margin, max(ends) + 2 * margin]


def pairwise_wins(tests: pd.DataFrame) -> go.Figure:
    """Draw a heat map of which models beat which, and by how many points of accuracy.

    Each row compares a model with the less accurate ones.

    Args:
        tests: the table from `significance.compare_pairs`.
    """
    title = "Pairwise differences in accuracy, in points"
    if tests.empty:
        text = "There is only one model, so there is no pair to test."
        return say_instead(style(go.Figure(), title, text, height=120), text)
    models, others = list(tests["model"].unique()), list(tests["other"].unique())
    return style(
        go.Figure(_squares(tests, models, others)),
        title,
        _describe_significance(tests),
        xaxis={
            "side": "top",
            "tickangle": 0,
            "tickfont": {"size": 11},
            "tickvals": others,
            "ticktext": [model.replace("_", "<br>") for model in others],
        },
        yaxis={"autorange": "reversed"},
        height=140 + 48 * len(models),
        meta={"narrow": 640},
    )


def _describe_significance(tests: pd.DataFrame) -> str:
    ties = [f"{test['model']} with {test['other']}" for test in list_rows(tests[~tests["differ"]])]
    return (
        f"The corrected test finds differences in {len(tests) - len(ties)} of {len(tests)} pairs. "
        f"Ties: {', '.join(ties) or 'none'}."
    )


def _squares(tests: pd.DataFrame, models: list[str], others: list[str]) -> go.Heatmap:
    verdicts = tests["differ"].map({True: "beats", False: "ties"})
    points = (100 * tests["difference"]).map("{:+.2f}".format)
    pairs = tests.assign(text=verdicts + "<br>" + points, differ=tests["differ"].astype(float))
    grid = pd.MultiIndex.from_product([models, others])
    squares = pairs.set_index(["model", "other"]).reindex(grid).fillna({"text": ""})
    shape = (len(models), len(others))
    return go.Heatmap(
        z=squares["differ"].to_numpy().reshape(shape),
        x=others,
        y=models,
        text=squares["text"].to_numpy().reshape(shape),
        texttemplate="%{text}",
        zmin=0,
        zmax=1,
        colorscale=[(0, TIE), (0.5, TIE), (0.5, WIN), (1, WIN)],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y} against %{x}: %{text} points<extra></extra>",
    )


def accuracy_against_cost(comparison: pd.DataFrame) -> go.Figure:
    """Draw accuracy with its 95% interval against training time; markers grow with file size."""
    models, largest = list_rows(comparison), comparison["bytes"].max()
    x = np.log10(comparison["fit_seconds"].clip(lower=1e-3))
    x_range = _widen(x.min() - 0.1, x.max() + 0.1)
    y_range = _widen(comparison["accuracy_low"].min(), comparison["accuracy_high"].max())
    positions = _place_names(comparison, _share(x, x_range), y_range)
    return style(
        go.Figure([_cost_point(*pair, largest) for pair in zip(models, positions, strict=True)]),
        "Test accuracy against training time (larger symbols: larger files)",
        f"Training time and accuracy: {', '.join(map(_describe_cost, models))}.",
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
    """Return an axis range with a margin around the values."""
    margin = 0.06 * (high - low)
    return [low - margin, high + margin]


def _share(values: "pd.Series[float]", ends: Sequence[float]) -> "pd.Series[float]":
    """Return the positions of values between the ends of their axis, from 0 to 1."""
    return (values - ends[0]) / (ends[1] - ends[0])


def _describe_cost(model: Model) -> str:
    return f"{model['model']} {model['fit_seconds']:.3g} s and {percent(model['accuracy'])}"


def _cost_point(model: Model, position: str, largest: float) -> go.Scatter:
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


def accuracy_by_seed(runs: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of each training of each network, and the mean of each network.

    Args:
        runs: a row for each training: `model`, `seed` and `accuracy`.
    """
    figure = go.Figure()
    for model, rows in runs.groupby("model", sort=False):
        figure.add_traces([_mean(str(model), rows), _trainings(str(model), rows)])
    return style(
        figure,
        "Test accuracy of each training (bar: mean)",
        f"Mean accuracy over the seeds: {_describe_seeds(runs)}.",
        xaxis={"tickformat": ".1%"},
        yaxis={"autorange": "reversed"},
        showlegend=False,
        height=120 + 60 * runs["model"].nunique(),
    )


def _describe_seeds(runs: pd.DataFrame) -> str:
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

"""Figures that compare all models: accuracy, significance, calibration, cost and seeds."""

from itertools import product

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import (
    COLOURS,
    empty_figure,
    error_bars,
    legend_entry,
    mark,
    model_colours,
    style,
)

WIN, TIE = COLOURS[0], "#d4d7da"
COLUMNS = 3  # of reliability diagrams
STATES = ((False, "as predicted", COLOURS[1]), (True, "temperature-scaled", COLOURS[0]))


def accuracy(comparison: pd.DataFrame, human_accuracy: float | None = None) -> go.Figure:
    """Draw accuracies with 95% intervals, the highest on top, and a line for human accuracy."""
    figure, texts = go.Figure(), []
    for model in list_rows(comparison):
        name, share = model["model"], percent(model["accuracy"])
        low, high = model["accuracy_low"], model["accuracy_high"]
        texts.append(f"{name} {share} ({percent(low)} to {percent(high)})")
        figure.add_scatter(
            x=[model["accuracy"]],
            y=[name],
            error_x=error_bars([model["accuracy"]], [low], [high], thickness=2),
            mode="markers",
            marker=mark(name, 11),
            hovertemplate=f"{name}: %{{x:.2%}}<extra></extra>",
        )
        figure.add_annotation(x=high, y=name, text=share, showarrow=False, xanchor="left", xshift=6)
    alt = f"Accuracy on the test images, with 95% intervals: {', '.join(texts)}."
    known = [] if human_accuracy is None else [human_accuracy]
    ends = [comparison["accuracy_low"].min(), comparison["accuracy_high"].max(), *known]
    margin = 0.08 * (max(ends) - min(ends))  # no interval, label, or line of humans is cut off
    ends = [min(ends) - margin, max(ends) + 2 * margin]
    if human_accuracy is not None:
        share, side = percent(human_accuracy), "left" if human_accuracy < sum(ends) / 2 else "right"
        alt += f" Humans, as published: {share}."
        text = {"text": f"humans (published): {share}", "yanchor": "bottom", "xanchor": side}
        figure.add_vline(human_accuracy, line={"width": 1, "dash": "dot"}, annotation=text)
    return style(
        figure,
        "Test accuracy with its 95% interval",
        alt,
        xaxis={"tickformat": ".0%", "range": ends},
        yaxis={"range": [len(comparison) - 0.4, -0.6]},
        showlegend=False,
        height=70 + 27 * len(comparison),
        margin_b=30,
        meta={"top": 28},
    )


def pairwise_wins(tests: pd.DataFrame) -> go.Figure:
    """Draw which models beat which, and by how many points, from `significance.compare_pairs`."""
    if tests.empty:
        return empty_figure("There is only one model, so there is no pair to test.")
    models, others = list(tests["model"].unique()), list(tests["other"].unique())
    points = (100 * tests["difference"]).map("{:+.2f}".format)
    texts = tests["differ"].map({True: "beats", False: "ties"}) + "<br>" + points
    pairs = tests.assign(text=texts, differ=tests["differ"].astype(float))
    differ, text = (
        pairs.pivot_table(column, "model", "other", "first").reindex(models, columns=others)
        for column in ("differ", "text")
    )
    squares = go.Heatmap(
        z=differ.to_numpy(),
        x=others,
        y=models,
        text=text.fillna("").to_numpy(),
        texttemplate="%{text}",
        zmin=0,
        zmax=1,
        colorscale=[(0, TIE), (0.5, TIE), (0.5, WIN), (1, WIN)],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y} against %{x}: %{text} points<extra></extra>",
    )
    ties = [f"{test['model']} with {test['other']}" for test in list_rows(tests[~tests["differ"]])]
    labels = {"tickvals": others, "ticktext": [model.replace("_", "<br>") for model in others]}
    return style(
        go.Figure(squares),
        "Pairwise differences in accuracy, in points",
        f"The corrected test finds differences in {len(tests) - len(ties)} of {len(tests)} pairs. "
        f"Ties: {', '.join(ties) or 'none'}.",
        xaxis={"side": "top", "tickangle": 0, "tickfont": {"size": 11}, **labels},
        yaxis={"autorange": "reversed"},
        height=140 + 48 * len(models),
        meta={"narrow": 640},
    )


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
            **legend_entry(name, number < len(STATES), panel=model),
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


def accuracy_against_cost(comparison: pd.DataFrame) -> go.Figure:
    """Draw accuracy with its 95% interval against training time; markers grow with file size."""
    figure, texts = go.Figure(), []
    for model in list_rows(comparison):
        name, seconds, value = model["model"], model["fit_seconds"], model["accuracy"]
        ends = [model["accuracy_low"]], [model["accuracy_high"]]
        texts.append(f"{name} {seconds:.3g} s and {percent(value)}")
        figure.add_scatter(
            x=[seconds],
            y=[value],
            error_y=error_bars([value], *ends, thickness=2),
            mode="markers",
            name=name,
            marker=mark(name, 10 + 30 * (model["bytes"] / comparison["bytes"].max()) ** 0.5),
            hovertemplate=f"{name}: %{{y:.2%}}<br>{model['parameters']:,.0f} parameters, "
            f"{model['bytes'] / 1e6:,.1f} MB<br>training {seconds:.1f} s, "
            f"prediction {model['predict_seconds']:.1f} s<extra></extra>",
        )
    return style(
        figure,
        "Test accuracy against training time (larger symbols: larger files)",
        f"Training time and accuracy: {', '.join(texts)}.",
        xaxis={"type": "log", "title": "training time, s (logarithmic)", "dtick": 1},
        yaxis={"title": "test accuracy, with 95% interval", "tickformat": ".0%"},
        legend={"itemsizing": "constant", "y": -0.2, "yanchor": "top"},
        showlegend=True,
        height=560,
    )


def accuracy_by_seed(runs: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of each training, a row with `model` and `seed`, and their means."""
    figure, texts = go.Figure(), []
    for model, rows in runs.groupby("model", sort=False):
        mean, colour = rows["accuracy"].mean(), model_colours()[str(model)]
        texts.append(f"{model} {percent(mean, 2)}")
        figure.add_scatter(
            x=[mean],
            y=[model],
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 30, "color": colour, "line_width": 2},
            hovertemplate=f"{model}, mean: %{{x:.2%}}<extra></extra>",
        )
        figure.add_scatter(
            x=rows["accuracy"],
            y=rows["model"],
            customdata=rows["seed"],
            mode="markers",
            marker={"size": 11, "color": colour, "opacity": 0.7},
            hovertemplate=f"{model}, seed %{{customdata}}: %{{x:.2%}}<extra></extra>",
        )
    return style(
        figure,
        "Test accuracy of each training (bar: mean)",
        f"Mean accuracy over the seeds: {', '.join(texts)}.",
        xaxis={"tickformat": ".1%"},
        yaxis={"autorange": "reversed"},
        showlegend=False,
        height=120 + 60 * runs["model"].nunique(),
    )

"""Figures of what the models get right and wrong."""

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.figures.style import model_colours, style


def confusion_matrix(confusions: pd.DataFrame, model: str) -> go.Figure:
    """Heat map: the share of each true class that was taken for each class, with the counts."""
    shares = confusions.div(confusions.sum(axis=1).clip(lower=1), axis=0)
    heat = go.Heatmap(
        z=shares.to_numpy()[::-1],
        x=list(confusions.columns),
        y=list(confusions.index[::-1]),
        text=confusions.to_numpy()[::-1],
        texttemplate="%{text}",
        colorscale="Blues",
        zmin=0,
        zmax=1,
        colorbar={"title": "share of the true class", "tickformat": ".0%"},
        hovertemplate="%{y} taken for %{x}: %{text} (%{z:.1%})<extra></extra>",
    )
    return style(
        go.Figure(heat),
        f"Confusion matrix of {model}",
        xaxis_title="predicted",
        yaxis_title="true",
        height=620,
    )


def class_recall(table: pd.DataFrame, classes: list[str]) -> go.Figure:
    """Heat map: the recall of each class by each model."""
    recalls = table.set_index("model")[classes]
    heat = go.Heatmap(
        z=recalls.to_numpy()[::-1],
        x=classes,
        y=list(recalls.index[::-1]),
        texttemplate="%{z:.1%}",
        colorscale="Blues",
        zmin=min(0.5, float(recalls.min(axis=None))),
        zmax=1,
        colorbar={"title": "recall", "tickformat": ".0%"},
        hovertemplate="%{y}, %{x}: %{z:.1%}<extra></extra>",
    )
    return style(go.Figure(heat), "Recall of each class", height=120 + 50 * len(recalls))


def accuracy_against_cost(comparison: pd.DataFrame) -> go.Figure:
    """Accuracy with its 95% interval against training time; the larger the dot, the larger
    the model on disk."""
    figure = go.Figure()
    colours = model_colours()
    largest = comparison["bytes"].max()
    for row in comparison.to_dict("records"):
        figure.add_trace(
            go.Scatter(
                x=[row["fit_seconds"]],
                y=[row["accuracy"]],
                error_y={
                    "type": "data",
                    "array": [row["accuracy_high"] - row["accuracy"]],
                    "arrayminus": [row["accuracy"] - row["accuracy_low"]],
                },
                mode="markers+text",
                name=row["model"],
                text=row["model"],
                textposition="middle right",
                marker={
                    "size": 10 + 30 * (row["bytes"] / largest) ** 0.5,
                    "color": colours[row["model"]],
                },
                hovertemplate=(
                    f"{row['model']}: %{{y:.2%}}<br>{row['parameters']:,.0f} parameters, "
                    f"{row['bytes'] / 1e6:,.1f} MB<br>training {row['fit_seconds']:.1f} s, "
                    f"prediction {row['predict_seconds']:.1f} s<extra></extra>"
                ),
            )
        )
    return style(
        figure,
        "Test accuracy against training time (dot: size on disk)",
        xaxis={"type": "log", "title": "training time, s (logarithmic)"},
        yaxis={"title": "test accuracy, with 95% interval", "tickformat": ".1%"},
        showlegend=False,
        height=560,
    )

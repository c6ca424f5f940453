"""Figures of how a network learned."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.percentages import percent
from fashion_mnist.figures.style import COLOURS, style

SETS = (("", "training, augmented"), ("val_", "validation"))  # prefix of the columns, and name


def learning_curves(history: pd.DataFrame, model: str) -> go.Figure:
    """Accuracy and loss over the epochs, of the training and the validation set."""
    figure = make_subplots(rows=1, cols=2, subplot_titles=("accuracy", "loss"))
    for column, measure in enumerate(("accuracy", "loss"), start=1):
        for colour, (prefix, name) in zip(COLOURS, SETS, strict=False):
            curve = go.Scatter(
                x=history["epoch"],
                y=history[prefix + measure],
                name=name,
                legendgroup=name,
                showlegend=column == 1,
                mode="lines+markers",
                line_color=colour,
            )
            figure.add_trace(curve, 1, column)
    _mark_best(figure, history)
    figure.update_annotations(font_size=13)
    figure.update_xaxes(title="epoch", range=[0.5, len(history) + 0.5])
    figure.update_yaxes(tickformat=".0%", col=1)
    return style(
        figure,
        f"Learning curves of {model}",
        _tell(history, model),
        legend={"y": -0.3, "yanchor": "top"},
    )


def _tell(history: pd.DataFrame, model: str) -> str:
    on_validation, on_training = (
        " to ".join(percent(history[name].iloc[epoch]) for epoch in (0, -1))
        for name in ("val_accuracy", "accuracy")
    )
    return (
        f"Over {len(history)} epochs the accuracy of {model} on validation images goes from "
        f"{on_validation}, on augmented training images from {on_training}."
    )


def _mark_best(figure: go.Figure, history: pd.DataFrame) -> None:
    best = history.iloc[history["val_accuracy"].argmax()]
    figure.add_vline(
        best["epoch"],
        line_dash="dot",
        col=1,
        annotation_text="best on validation",
        annotation_position="bottom left",
    )

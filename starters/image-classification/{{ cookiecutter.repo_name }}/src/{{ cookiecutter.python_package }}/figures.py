"""The figures of the report, in Plotly. Their titles are the headings of the page."""

import pandas as pd
import plotly.express as px
import plotly.graph_objects as go

from .images import PARTS
from .parameters import MODELS

# After Okabe and Ito (2008): colour-blind people can distinguish these colours.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5195", "#808080")
# A model has the same colour and symbol in every figure.
LOOK = {"color": "model", "symbol": "model", "category_orders": {"model": list(MODELS)}}
px.defaults.color_discrete_sequence = COLOURS


def style(figure: go.Figure, height: int) -> go.Figure:
    """Give a figure the common style and a height in pixels."""
    axis = {"gridcolor": "#e5e5e5", "zeroline": False, "automargin": True}
    figure.update_xaxes(**axis).update_yaxes(**axis)
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "title": ""})
    figure.update_layout(font_family="system-ui", margin={"l": 10, "r": 10, "t": 30, "b": 10})
    return figure.update_layout(template="none", height=height)


def draw_classes(split_index: pd.DataFrame) -> go.Figure:
    """Draw the number of images of each class and part."""
    counts = split_index.groupby(["class", "part"]).size().reset_index(name="images")
    order = {"part": list(PARTS), "class": sorted(set(counts["class"]))}
    figure = px.bar(counts, x="images", y="class", color="part", category_orders=order)
    figure.update_yaxes(title_text="", type="category")
    return style(figure, 110 + 30 * counts["class"].nunique())


def draw_accuracies(accuracies: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of each model with its 95% interval."""
    center = accuracies["accuracy"]
    above, below = accuracies["high"] - center, center - accuracies["low"]
    axes = {"x": "accuracy", "y": "model", "error_x": above, "error_x_minus": below}
    figure = px.scatter(accuracies, **axes, **LOOK)
    figure.update_traces(marker_size=12).update_layout(showlegend=False)
    figure.update_yaxes(title_text="", type="category")
    figure.update_xaxes(title_text="test accuracy", tickformat=".0%")
    return style(figure, 110 + 45 * len(accuracies))


def draw_confusion(predictions: pd.DataFrame, classes: list[str]) -> go.Figure:
    """Draw the confusion matrix of a model: the share of each true class in each prediction."""
    names = dict(enumerate(classes))
    true, predicted = predictions["y_true"].map(names), predictions["y_pred"].map(names)
    shares = pd.crosstab(true, predicted, normalize="index").reindex(columns=classes, fill_value=0)
    labels = {"x": "predicted class", "y": "true class", "color": "share"}
    scale = {"zmin": 0, "zmax": 1, "color_continuous_scale": "Blues", "aspect": "auto"}
    figure = px.imshow(shares, labels=labels, text_auto=".0%", **scale)
    figure.update_layout(coloraxis_showscale=False)
    return style(figure, min(700, 120 + 45 * len(classes)))


def draw_calibration(confidence_bins: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of each model against its confidence; larger points have more images."""
    axes = {"x": "confidence", "y": "accuracy", "size": "images", "size_max": 16}
    figure = px.scatter(confidence_bins, **axes, **LOOK).update_traces(marker_sizemin=4)
    figure.add_shape(type="line", x0=0, y0=0, x1=1, y1=1, line_color="#999", layer="below")
    figure.update_xaxes(tickformat=".0%", title_text="probability of the answer")
    figure.update_yaxes(tickformat=".0%", title_text="correct answers")
    return style(figure, 420)


def draw_history(history: pd.DataFrame) -> go.Figure:
    """Draw the accuracy of a network by epoch, and the epoch of the weights that were kept."""
    table = history.rename(columns={"accuracy": "train", "val_accuracy": "validation"})
    figure = px.line(table, "epoch", ["train", "validation"])
    figure.add_vline(history["val_loss"].idxmin(), line_color="#999", line_dash="dot")
    figure.update_yaxes(title_text="accuracy", tickformat=".0%")
    return style(figure, 340)

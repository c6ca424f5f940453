"""Figures of the images themselves."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.figures.style import COLOURS, hide_axes, label_axis, picture, style
from fashion_mnist.images.arrays import Floats, Images, Labels
from fashion_mnist.images.profile import count_values

LARGEST = 64  # pixels of an image on the sheet of samples; larger ones leave some out


def class_distribution(labels: Labels, classes: Sequence[str]) -> go.Figure:
    """Bars: the number of training images of each class."""
    counts = np.bincount(labels, minlength=len(classes))
    bars = go.Bar(
        x=list(classes),
        y=counts,
        text=[f"{count:,}" for count in counts],
        marker_color=COLOURS[0],
    )
    return style(
        go.Figure(bars),
        "Training images of each class",
        f"{counts.min():,} to {counts.max():,} training images of each of {len(classes)} classes.",
        xaxis=label_axis(classes),
        yaxis_title="images",
        showlegend=False,
        height=320,
    )


def sample_grid(
    images: Images, labels: Labels, classes: Sequence[str], n_columns: int = 12
) -> go.Figure:
    """The first images of each class, a row a class."""
    step = -(-max(images.shape[1:3]) // LARGEST)
    images = images[:, ::step, ::step]
    size = images.shape[1]
    rows = [images[labels == label][:n_columns] for label in range(len(classes))]
    sheet = np.vstack([_lay_out(row, n_columns) for row in rows])  # (classes * h, n * w[, 3])
    figure = go.Figure(picture(sheet, zmax=255))
    hide_axes(figure).update_yaxes(
        visible=True,
        showgrid=False,
        tickvals=[(row + 0.5) * size for row in range(len(classes))],
        ticktext=list(reversed(classes)),
    )
    return style(
        figure,
        "Samples of each class",
        f"The first {n_columns} training images of each class, by row: {', '.join(classes)}.",
        height=90 + 62 * len(classes),
        margin={"l": 10, "r": 10, "t": 60, "b": 10},
        meta={"aspect": len(classes) * size / ((n_columns + 1.5) * images.shape[2])},
    )


def _lay_out(images: Images, n_columns: int) -> Images:
    missing = n_columns - len(images)
    return np.hstack([*images, *np.zeros((missing, *images.shape[1:]), images.dtype)])


def pixel_histogram(images: Images, statistics: Mapping[str, object]) -> go.Figure:
    """How often each pixel value occurs in the training set, on a logarithmic scale."""
    counts = count_values(images)
    figure = go.Figure(go.Bar(x=np.arange(256), y=counts, marker_line_width=0))
    for name, yshift in (("mean", 0), ("median", -18)):  # a line each, where they are close
        figure.add_vline(
            statistics[name],
            line_dash="dash",
            annotation_text=f"{name} {statistics[name]:.2f}",
            annotation_position="top right",
            annotation_yshift=yshift,
        )
    deviation = statistics["standard_deviation"]
    return style(
        figure,
        f"Pixel values of the training set (standard deviation {deviation:.2f})",
        f"How often each pixel value occurs: {counts[0] / counts.sum():.0%} of the pixels are 0, "
        f"the mean is {statistics['mean']:.2f} and the median {statistics['median']:.2f}.",
        xaxis_title="pixel value",
        yaxis={"type": "log", "title": "pixels", "dtick": 1},
        bargap=0,
        showlegend=False,
    )


def preprocessing(pixels: Images, normalised: Floats, flat: Floats) -> go.Figure:
    """One image (h, w[, 3]) before and after: raw, normalised, and flattened."""
    figure = make_subplots(
        rows=2,
        cols=2,
        specs=[[{}, {}], [{"colspan": 2}, None]],
        row_heights=[0.75, 0.25],
        subplot_titles=_captions(pixels, normalised, flat),
        vertical_spacing=0.12,
    )
    figure.add_trace(picture(pixels, zmax=255), 1, 1)
    figure.add_trace(picture(normalised), 1, 2)
    figure.add_trace(go.Scatter(y=flat, mode="lines", line_width=1), 2, 1)
    _format_panels(figure)
    return style(
        figure,
        "An image before and after preprocessing",
        f"A training image as it is, from {pixels.min()} to {pixels.max()}; normalised, from "
        f"{normalised.min():.0f} to {normalised.max():.2f}; and as a row of {flat.size} numbers.",
        showlegend=False,
        height=640,
        margin_t=110,
        meta={"aspect": 0.75},
    )


def _captions(pixels: Images, normalised: Floats, flat: Floats) -> tuple[str, str, str]:
    channels = "" if normalised.ndim == 3 else " x 1"
    return (
        f"raw: {pixels.dtype}<br>{pixels.min()} to {pixels.max()}, {_size(pixels)}",
        f"normalised: {normalised.dtype}<br>{normalised.min():.0f} to {normalised.max():.2f}, "
        f"{_size(normalised)}{channels}",
        f"flattened: {_size(flat)}",
    )


def _format_panels(figure: go.Figure) -> None:
    figure.update_xaxes(visible=False, row=1)
    figure.update_yaxes(visible=False, autorange=True, row=1)
    for column, axis in ((1, "x"), (2, "x2")):
        figure.update_yaxes(scaleanchor=axis, row=1, col=column)
    figure.update_xaxes(title="feature", row=2)
    figure.update_annotations(font_size=13)


def _size(array: Images | Floats) -> str:
    return " x ".join(map(str, array.shape))

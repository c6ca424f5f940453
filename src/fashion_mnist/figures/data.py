"""Figures of the images: classes, samples, pixels, preprocessing, duplicates, label errors."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.data_quality import DataQuality
from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.figures.style import (
    COLOURS,
    contact_sheet,
    hide_axes,
    label_axis,
    picture,
    style,
)
from fashion_mnist.images.arrays import Images, Labels, ScaledImages
from fashion_mnist.images.checks import count_values

PATCH = 6  # rows and columns of the part of an image that is shown as numbers
MAX_EDGE = 64  # pixels of a sample's longer side; larger images are subsampled
COLUMNS, SHOWN = 6, 36


def class_distribution(labels: Labels, classes: Sequence[str]) -> go.Figure:
    """Draw the number of training images of each class as bars."""
    counts = np.bincount(labels, minlength=len(classes))
    texts = [f"{count:,}" for count in counts]
    bars = go.Bar(x=list(classes), y=counts, text=texts, marker_color=COLOURS[0])
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
    """Draw the first images of each class, with a row for each class."""
    step = -(-max(images.shape[1:3]) // MAX_EDGE)
    images = images[:, ::step, ::step]
    height, width = images.shape[1:3]
    rows = np.zeros((len(classes), n_columns, *images.shape[1:]), images.dtype)
    for label, row in enumerate(rows):
        shown = images[labels == label][:n_columns]
        row[: len(shown)] = shown
    return style(
        contact_sheet(rows, classes),
        "Samples of each class",
        f"The first {n_columns} training images of each class, by row: {', '.join(classes)}.",
        height=90 + 62 * len(classes),
        margin={"l": 10, "r": 10, "t": 60, "b": 10},
        meta={"aspect": len(classes) * height / ((n_columns + 1.5) * width)},
    )


def pixel_histogram(images: Images, statistics: Mapping[str, object]) -> go.Figure:
    """Draw the frequency of each pixel value in the training set on a logarithmic scale."""
    counts = count_values(images)
    figure = go.Figure(go.Bar(x=np.arange(256), y=counts, marker_line_width=0))
    for name, yshift in (("mean", 0), ("median", -18)):  # apart, as lines may be close
        text, value = f"{name} {statistics[name]:.2f}", statistics[name]
        place = {"annotation_position": "top right", "annotation_yshift": yshift}
        figure.add_vline(value, line_dash="dash", annotation_text=text, **place)
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


def preprocessing(pixels: Images, normalised: ScaledImages, flat: ScaledImages) -> go.Figure:
    """Draw the first image (h, w[, 3]), values of its middle before and after, and its features.

    Colour images show the values of the first channel.
    """
    image, scaled, features = pixels[0], normalised[0], flat[0]
    size, shape = (" x ".join(map(str, array.shape)) for array in (image, scaled))
    scaled_to = f"{scaled.min():.2g} to {scaled.max():.2f}"
    titles = (
        f"an image<br>{size}",
        f"before:<br>{image.dtype}<br>{image.min()} to {image.max()}",
        f"normalised:<br>{scaled.dtype}<br>{scaled_to}",
        f"reshaped: {shape}{'' if scaled.ndim == 3 else ' x 1'}; flattened: {features.size}",
    )
    panels = {"specs": [[{}, {}, {}], [{"colspan": 3}, None, None]], "row_heights": [0.7, 0.3]}
    spacing = {"horizontal_spacing": 0.03, "vertical_spacing": 0.16}
    figure = make_subplots(2, 3, subplot_titles=titles, **panels, **spacing)
    figure.add_trace(picture(image), 1, 1)
    rows, columns = _middle(image.shape[0]), _middle(image.shape[1])
    across = {"x0": columns.start - 0.5, "x1": columns.stop - 0.5}
    down = {"y0": rows.start - 0.5, "y1": rows.stop - 0.5}
    frame = {"color": COLOURS[1], "width": 2}
    figure.add_shape(**across, **down, line=frame, row=1, col=1)
    for column, array, template, zmax in ((2, image, "%{z}", 255), (3, scaled, "%{z:.2f}", 1)):
        values = array.reshape(*array.shape[:2], -1)[rows, columns, 0]
        numbers = go.Heatmap(z=values, zmin=0, zmax=zmax, colorscale="Greys_r", showscale=False)
        numbers.update(xgap=1, ygap=1, texttemplate=template, textfont_size=12, hoverinfo="skip")
        figure.add_trace(numbers, 1, column)
    figure.add_trace(
        go.Scatter(y=features, mode="lines", line={"width": 1, "color": COLOURS[0]}), 2, 1
    )
    hide_axes(figure).update_annotations(font_size=13)
    figure.update_xaxes(visible=True, title="feature", row=2)
    figure.update_yaxes(visible=True, scaleanchor=False, autorange=True, row=2)
    return style(
        figure,
        "Preprocessing of an image",
        f"A training image with pixels from {image.min()} to {image.max()}; the values of its "
        f"middle, raw and normalised (from {scaled_to}); and the image flattened to "
        f"{features.size} features.",
        showlegend=False,
        height=480,
        margin_t=110,
        meta={"narrow": 640},
    )


def _middle(length: int) -> slice:
    """Return the slice of the middle `PATCH` pixels of an axis."""
    start = max(0, (length - PATCH) // 2)
    return slice(start, min(length, start + PATCH))


def near_duplicates(
    neighbours: pd.DataFrame, train: Images, test: Images, options: DataQuality
) -> go.Figure:
    """Draw test images, each left of its nearest training image, by increasing distance.

    Shown are those nearest to several distances, from 0 to beyond the `max_distance` in `options`.
    """
    distances = [options.max_distance * factor for factor in (0, 0.5, 0.75, 1, 1.25, 1.5)]
    gaps = [(neighbours["distance"] - distance).abs() for distance in distances]
    nearest = {place for gap in gaps for place in gap.nsmallest(COLUMNS).index}
    pairs = list_rows(neighbours.loc[sorted(nearest)])
    shown = [np.hstack([test[pair["index"]], train[pair["neighbour"]]]) for pair in pairs]
    captions = [f"{pair['label']}, {pair['distance']:.2f}" for pair in pairs]
    return _gallery(shown, captions, "Test images and their nearest training images, by distance")


def label_errors(errors: pd.DataFrame, images: Mapping[str, Images]) -> go.Figure:
    """Draw the likeliest label errors of `find_errors`, from the `images` of each part."""
    rows = list_rows(errors.head(SHOWN))
    shown = [images[row["part"]][row["index"]] for row in rows]
    captions = [f"{row['given']}?<br>{row['suggested']} ({row['part']})" for row in rows]
    return _gallery(shown, captions, "The likeliest label errors: given class, suggested class")


def _gallery(shown: Sequence[Images], captions: Sequence[str], title: str) -> go.Figure:
    n_rows = max(1, -(-len(shown) // COLUMNS))
    spacing = {"horizontal_spacing": 0.02, "vertical_spacing": 0.3 / n_rows}
    figure = make_subplots(n_rows, COLUMNS, subplot_titles=captions, **spacing)
    for number, image in enumerate(shown):
        row, column = divmod(number, COLUMNS)
        figure.add_trace(picture(image), row + 1, column + 1)
    hide_axes(figure).update_annotations(font_size=11)
    margin = {"l": 10, "r": 10, "t": 110, "b": 10}
    return style(figure, title, width=900, height=120 + 130 * n_rows, margin=margin)

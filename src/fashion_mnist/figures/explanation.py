"""Figures of heat maps and their measures."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.explanation.assessment import CURVES, repeat_for_layers
from fashion_mnist.figures.style import (
    COLOURS,
    error_bars,
    hide_axes,
    legend_entry,
    picture,
    style,
    triptych,
)
from fashion_mnist.images.arrays import Floats, to_channels

SCORES = {
    "heat_on_item": "heat on the item",
    "pointing_game": "pointing game",
    "deletion": "area under deletion (lower is better)",
    "insertion": "area under insertion (higher is better)",
}
NAMES = {
    "Grad-CAM": "Grad-CAM",
    "HiResCAM": "HiResCAM",
    "chance": "chance",
    "random": "random map",
    "centre": "centre prior",
    "image": "image itself",
}
COLOUR_OF = dict(zip(NAMES, (*COLOURS[:2], COLOURS[8], *COLOURS[3:6]), strict=True))
ABOVE = {"xanchor": "center", "yanchor": "bottom", "showarrow": False}  # of a text
THIN = {"thickness": 1.2, "width": 2}  # error bars
MINIMUM = {"narrow": 760}  # width of the larger figures on a phone, in pixels


def gradcam_triptychs(
    images: Floats, maps: Floats, examples: pd.DataFrame, classes: Sequence[str], model: str
) -> go.Figure:
    """Draw a correct and a wrong prediction of each class with their heat maps, a row for each.

    Args:
        images: (n, height, width, 1 or 3) in [0, 1].
        maps: (n, height, width) in [0, 1].
        examples: a row for each image, with `y_true`, `y_pred` and `probability`.
    """
    n_classes = len(classes)
    figure = make_subplots(n_classes, 2, vertical_spacing=0.35 / n_classes)
    pixels = np.rint(255 * to_channels(images, 3)).astype(np.uint8)
    for image, heat, example in zip(pixels, maps, list_rows(examples), strict=True):
        row = example["y_true"] + 1
        true, predicted = classes[example["y_true"]], classes[example["y_pred"]]
        column = 1 if predicted == true else 2
        figure.add_trace(picture(triptych(image, heat)), row, column)
        named = true if predicted == true else f"{true}, taken for {predicted}"
        caption = f"{named}: {example['probability']:.0%}"
        place = {"x": 0.5, "xref": "x domain", "y": 1.02, "yref": "y domain"}
        figure.add_annotation(text=caption, row=row, col=column, **place, **ABOVE)
    for column, kind in ((1, "correct"), (2, "wrong")):
        text = f"<b>{kind} predictions</b><br>original, heat map, superimposed"
        # Not relative to the first picture: a class may have no correct or no wrong prediction.
        x = np.mean(figure.get_subplot(1, column).xaxis.domain)
        place = {"x": x, "xref": "paper", "y": 1, "yref": "paper", "yshift": 30}
        figure.add_annotation(text=text, **place, **ABOVE)
    return style(
        hide_axes(figure),
        f"Grad-CAM of {model}",
        width=900,
        height=180 + 130 * n_classes,
        margin={"l": 10, "r": 10, "t": 160, "b": 10},
    )


def scores(measures: pd.DataFrame) -> go.Figure:
    """Draw each measure of each layer's maps and of the baselines as bars with 95% intervals."""
    figure = make_subplots(
        2, 2, subplot_titles=list(SCORES.values()), shared_xaxes=True, vertical_spacing=0.12
    )
    table = repeat_for_layers(measures)
    for number, measure in enumerate(SCORES):
        for method, rows in _by_method(table[table["measure"] == measure]):
            figure.add_bar(
                x=_label_layers(rows, "<br>"),
                y=rows["value"],
                error_y=error_bars(rows["value"], rows["low"], rows["high"], **THIN),
                marker_color=COLOUR_OF[method],
                hovertemplate="%{x}: %{y:.3f}",
                **legend_entry(NAMES[method], shown=number == 0, panel=SCORES[measure]),
                row=number // 2 + 1,
                col=number % 2 + 1,
            )
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    title = "Measures of heat maps and of baselines"
    return style(figure, title, height=670, legend={"y": 1.06}, margin_t=140, meta=MINIMUM)


def curves(points: pd.DataFrame) -> go.Figure:
    """Draw the probability of the predicted class as pixels are removed or shown by heat."""
    table = repeat_for_layers(points).assign(panel=_label_layers)
    panels = list(table["panel"].unique())
    titles = {"column_titles": panels, "row_titles": list(CURVES)}
    shared = {"shared_xaxes": True, "shared_yaxes": True}
    spacing = {"horizontal_spacing": 0.02, "vertical_spacing": 0.05}
    figure = make_subplots(len(CURVES), len(panels), **titles, **shared, **spacing)
    figure.update_xaxes(tickformat=".0%", tickvals=[0.25, 0.5, 0.75])
    figure.update_xaxes(title="pixels", row=len(CURVES))
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(title="probability", col=1)
    for (row, curve), (column, panel) in product(enumerate(CURVES, 1), enumerate(panels, 1)):
        drawn = table[(table["measure"] == curve) & (table["panel"] == panel)]
        for method, rows in _by_method(drawn):
            entry = legend_entry(NAMES[method], row == column == 1, f"{panel}, {curve}")
            line = go.Scatter(x=rows["fraction"], y=rows["value"], mode="lines", **entry)
            figure.add_trace(line.update(line=_line(method)), row, column)
    title = "Probability of the predicted class as pixels are removed (above) or shown (below)"
    return style(figure, title, height=580, legend={"y": 1.07}, margin_t=140, meta=MINIMUM)


def randomisation(measures: pd.DataFrame) -> go.Figure:
    """Draw the rank correlation with the original map as successive layers are re-initialised.

    Each explained layer has a panel. Crosses mark the correlation between the maps of two images.
    """
    similar = measures[measures["measure"].isin(("randomised", "another_image"))]
    table = similar.assign(panel=_label_layers)
    panels = list(table["panel"].unique())
    spacing = 0.5 / len(panels)
    figure = make_subplots(len(panels), 1, subplot_titles=panels, vertical_spacing=spacing)
    for row, panel in enumerate(panels, start=1):
        for method, rows in _by_method(table[table["panel"] == panel]):
            is_randomised = rows["measure"] == "randomised"
            values, low, high = ([1, *rows[is_randomised][end]] for end in ("value", "low", "high"))
            decay = go.Scatter(
                x=["trained", *rows[is_randomised]["down_to"]],
                y=values,
                error_y=error_bars(values, low, high, **THIN),
                mode="lines+markers",
            )
            others, cross = rows[~is_randomised]["value"], {"symbol": "x", "size": 10}
            names = ["two images"] * len(others)
            reference = go.Scatter(x=names, y=others, mode="markers", marker=cross)
            for trace, shown in ((decay, row == 1), (reference, False)):
                trace.update(line=_line(method), **legend_entry(NAMES[method], shown, panel))
                figure.add_trace(trace, row, 1)
    figure.update_yaxes(title="correlation")
    title = "Rank correlation with the original map after re-initialising down to each layer"
    return style(figure, title, height=100 + 260 * len(panels), margin_t=110)


def _by_method(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each method that has rows, in the order of `NAMES`, with its rows."""
    for method in NAMES:
        rows = table[table["method"] == method]
        if len(rows):
            yield method, rows


def _label_layers(table: pd.DataFrame, between: str = " ") -> "pd.Series[str]":
    return table["model"] + between + table["layer"]


def _line(method: str) -> dict[str, str]:
    """Return a method's line style; HiResCAM is dashed because it may coincide with Grad-CAM."""
    return {"color": COLOUR_OF[method], "dash": "dash" if method == "HiResCAM" else "solid"}

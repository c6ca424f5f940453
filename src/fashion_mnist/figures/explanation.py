"""Figures of heat maps and their measures."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.explanation.assessment import repeat_for_layers
from fashion_mnist.explanation.measures import CURVES
from fashion_mnist.figures.style import (
    COLOURS,
    HEAT,
    HEAT_OPACITY,
    error_bars,
    hide_axes,
    picture,
    style,
)
from fashion_mnist.images.arrays import Floats

PANELS = ("original", "heat map", "superimposed")
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

thin_error_bars = partial(error_bars, thickness=1.2, width=2)


def gradcam_triptychs(
    images: Floats, maps: Floats, examples: pd.DataFrame, classes: Sequence[str], model: str
) -> go.Figure:
    """Draw each example as the original, its heat map, and both superimposed.

    Each row of the figure is a class, with a correct prediction on the left and a wrong one on the
    right.

    Args:
        images: (n, height, width, channels) in [0, 1].
        maps: (n, height, width) in [0, 1].
        examples: a row for each image, with `y_true`, `y_pred` and `probability`.
        classes: the names of the classes.
        model: the name of the network.
    """
    n_classes = len(classes)
    figure = make_subplots(
        rows=n_classes,
        cols=7,
        column_widths=[1, 1, 1, 0.4, 1, 1, 1],
        horizontal_spacing=0.005,
        vertical_spacing=0.35 / n_classes,
    )
    for image, heat, example in zip(images, maps, list_rows(examples), strict=True):
        row = example["y_true"] + 1
        column = 1 if example["y_pred"] == example["y_true"] else 5
        _add_triptych(figure, row, column, image, heat)
        _write_above(figure, row, column + 1, _caption(example, classes))
    for column, kind in ((2, "correct"), (6, "wrong")):
        _write_above(figure, 1, column, f"<b>{kind} predictions</b><br>{', '.join(PANELS)}", y=1.35)
    return style(
        hide_axes(figure),
        f"Grad-CAM of {model}",
        width=900,
        height=180 + 130 * n_classes,
        margin={"l": 10, "r": 10, "t": 160, "b": 10},
    )


def _add_triptych(figure: go.Figure, row: int, column: int, image: Floats, heat: Floats) -> None:
    """Add three panels of bytes, which take a quarter of the space of floats."""
    pixels, levels = (np.rint(255 * values).astype(np.uint8) for values in (image, heat))
    seen, heated = picture(pixels, zmax=255), picture(levels, HEAT, 255)
    overlay = picture(levels, HEAT, 255, opacity=HEAT_OPACITY)
    panels = ([seen], [heated], [seen, overlay])
    for offset, traces in enumerate(panels):
        figure.add_traces(traces, row, column + offset)


def _write_above(figure: go.Figure, row: int, column: int, text: str, y: float = 1.02) -> None:
    figure.add_annotation(
        text=text,
        showarrow=False,
        row=row,
        col=column,
        x=0.5,
        xref="x domain",
        y=y,
        yref="y domain",
        yanchor="bottom",
    )


def _caption(example: Mapping[str, Any], classes: Sequence[str]) -> str:
    true, predicted = classes[example["y_true"]], classes[example["y_pred"]]
    taken_for = "" if predicted == true else f", taken for {predicted}"
    return f"{true}{taken_for}: {example['probability']:.0%}"


def scores(measures: pd.DataFrame) -> go.Figure:
    """Draw each measure of each layer's maps and of the baselines as bars with 95% intervals."""
    figure = make_subplots(
        2, 2, subplot_titles=list(SCORES.values()), shared_xaxes=True, vertical_spacing=0.12
    )
    table = repeat_for_layers(measures)
    for number, measure in enumerate(SCORES):
        for bars in _bars(table[table["measure"] == measure], shown=number == 0):
            figure.add_trace(bars, number // 2 + 1, number % 2 + 1)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    return style(
        figure,
        "Measures of heat maps and of baselines",
        height=670,
        legend={"y": 1.06},
        margin_t=140,
        meta={"narrow": 760},
    )


def _bars(measured: pd.DataFrame, shown: bool) -> Iterator[go.Bar]:
    for method, rows in by_method(measured):
        yield go.Bar(
            x=label_layers(rows, "<br>"),
            y=rows["value"],
            error_y=thin_error_bars(rows["value"], rows["low"], rows["high"]),
            marker_color=COLOUR_OF[method],
            hovertemplate="%{x}: %{y:.3f}",
            **legend_of(method, shown),
        )


def curves(points: pd.DataFrame) -> go.Figure:
    """Draw the probability of the predicted class as pixels are removed or shown by heat."""
    table = repeat_for_layers(points).assign(panel=label_layers)
    panels = list(dict.fromkeys(table["panel"]))
    figure = _make_panels(panels)
    for (row, curve), (column, panel) in product(enumerate(CURVES, 1), enumerate(panels, 1)):
        drawn = table[(table["measure"] == curve) & (table["panel"] == panel)]
        for line in _lines(drawn, shown=row == column == 1):
            figure.add_trace(line, row, column)
    return style(
        figure,
        "Probability of the predicted class as pixels are removed (above) or shown (below)",
        height=580,
        legend={"y": 1.07},
        margin_t=140,
        meta={"narrow": 760},
    )


def _make_panels(names: Sequence[str]) -> go.Figure:
    figure = make_subplots(
        len(CURVES),
        len(names),
        shared_yaxes=True,
        shared_xaxes=True,
        column_titles=names,
        row_titles=list(CURVES),
        horizontal_spacing=0.02,
        vertical_spacing=0.05,
    )
    figure.update_xaxes(tickformat=".0%", tickvals=[0.25, 0.5, 0.75])
    figure.update_xaxes(title="pixels", row=len(CURVES))
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(title="probability", col=1)
    return figure


def _lines(points: pd.DataFrame, shown: bool) -> Iterator[go.Scatter]:
    for method, rows in by_method(points):
        yield go.Scatter(
            x=rows["fraction"],
            y=rows["value"],
            mode="lines",
            line=line_of(method),
            **legend_of(method, shown),
        )


def randomisation(measures: pd.DataFrame) -> go.Figure:
    """Draw the rank correlation with the original map as successive layers are re-initialised.

    Each explained layer has a panel. Crosses mark the correlation between the maps of two images.
    """
    similar = measures[measures["measure"].isin(("randomised", "another_image"))]
    table = similar.assign(panel=label_layers)
    panels = list(dict.fromkeys(table["panel"]))
    figure = make_subplots(
        len(panels), 1, subplot_titles=panels, vertical_spacing=0.5 / len(panels)
    )
    for row, panel in enumerate(panels, start=1):
        for method, rows in by_method(table[table["panel"] == panel]):
            is_randomised = rows["measure"] == "randomised"
            decay, reference = _decay(rows[is_randomised]), _reference(rows[~is_randomised])
            decay.update(line=line_of(method), **legend_of(method, shown=row == 1))
            reference.update(line=line_of(method), **legend_of(method, shown=False))
            figure.add_traces([decay, reference], row, 1)
    figure.update_yaxes(title="correlation")
    return style(
        figure,
        "Rank correlation with the original map after re-initialising down to each layer",
        height=100 + 260 * len(panels),
        margin_t=110,
    )


def _decay(rows: pd.DataFrame) -> go.Scatter:
    values, low, high = ([1, *rows[column]] for column in ("value", "low", "high"))
    return go.Scatter(
        x=["trained", *rows["down_to"]],
        y=values,
        error_y=thin_error_bars(values, low, high),
        mode="lines+markers",
    )


def _reference(rows: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=["two images"] * len(rows),
        y=rows["value"],
        mode="markers",
        marker={"symbol": "x", "size": 10},
    )


def by_method(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each method that has rows, in the order of `NAMES`, with its rows."""
    for method in NAMES:
        rows = table[table["method"] == method]
        if len(rows):
            yield method, rows


def label_layers(table: pd.DataFrame, between: str = " ") -> "pd.Series[str]":
    """Join the model and the layer of each row into a label."""
    return table["model"] + between + table["layer"]


def line_of(method: str) -> dict[str, str]:
    """Return a method's line style; HiResCAM is dashed because it may coincide with Grad-CAM."""
    dash = "dash" if method == "HiResCAM" else "solid"
    return {"color": COLOUR_OF[method], "dash": dash}


def legend_of(method: str, shown: bool) -> dict[str, object]:
    """Return the options that give all traces of a method a single legend entry."""
    return {"name": NAMES[method], "legendgroup": method, "showlegend": shown}

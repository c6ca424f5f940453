"""Figures of what a network looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.style import HEAT, HEAT_OPACITY, hide_axes, picture, style
from fashion_mnist.images.arrays import Floats

PANELS = ("original", "heat map", "superimposed")


def gradcam_triptychs(
    images: Floats, maps: Floats, examples: pd.DataFrame, classes: Sequence[str], model: str
) -> go.Figure:
    """Original, heat map and both superimposed, for each example.

    Args:
        images: (n, height, width, channels) in [0, 1].
        maps: (n, height, width) in [0, 1].
        examples: a row for each image, with `y_true`, `y_pred` and `probability`; one class a
            row of the figure, its right predictions on the left and its wrong ones on the right.
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
    for column, kind in ((2, "right"), (6, "wrong")):
        _write_above(figure, 1, column, f"<b>{kind} predictions</b><br>{', '.join(PANELS)}", y=1.35)
    return style(
        hide_axes(figure),
        f"Grad-CAM of {model}",
        width=900,
        height=180 + 130 * n_classes,
        margin={"l": 10, "r": 10, "t": 160, "b": 10},
    )


def _add_triptych(figure: go.Figure, row: int, column: int, image: Floats, heat: Floats) -> None:
    """Add three panels of bytes, which take a quarter of the room of floats."""
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

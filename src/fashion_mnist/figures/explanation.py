"""Figures of what a network looked at."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.arrays import Floats
from fashion_mnist.figures.style import HEAT, hide_axes, picture, style

PANELS = ("original", "heat map", "superimposed")


def gradcam_triptychs(
    images: Floats, maps: Floats, examples: pd.DataFrame, classes: Sequence[str], model: str
) -> go.Figure:
    """Original, heat map and both superimposed, for each example.

    Args:
        images: (n, height, width) in [0, 1].
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
    for image, heat, example in zip(images, maps, examples.itertuples(), strict=True):
        row = int(example.y_true) + 1
        column = 1 if example.y_pred == example.y_true else 5
        panels = ([picture(image)], [picture(heat, HEAT)], [picture(image), _overlay(heat)])
        for offset, traces in enumerate(panels):
            for trace in traces:
                figure.add_trace(trace, row, column + offset)
        figure.add_annotation(
            text=_caption(example, classes),
            showarrow=False,
            row=row,
            col=column + 1,
            x=0.5,
            xref="x domain",
            y=1.02,
            yref="y domain",
            yanchor="bottom",
        )
    for center, text in ((0.21, "right"), (0.79, "wrong")):
        figure.add_annotation(
            text=f"<b>{text} predictions</b><br>{', '.join(PANELS)}",
            showarrow=False,
            x=center,
            y=1 + 0.5 / n_classes,
            xref="paper",
            yref="paper",
            yanchor="bottom",
        )
    return style(
        hide_axes(figure),
        f"Grad-CAM of {model}",
        height=160 + 150 * n_classes,
        margin={"l": 10, "r": 10, "t": 130, "b": 10},
    )


def _overlay(heat: Floats) -> go.Heatmap:
    return picture(heat, HEAT, opacity=0.55)


def _caption(example: object, classes: Sequence[str]) -> str:
    true, predicted = classes[example.y_true], classes[example.y_pred]  # type: ignore[attr-defined]
    probability = example.probability  # type: ignore[attr-defined]
    if true == predicted:
        return f"{true}: {probability:.0%}"
    return f"{true}, taken for {predicted}: {probability:.0%}"

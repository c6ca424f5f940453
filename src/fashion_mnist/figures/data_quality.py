"""Figures of doubtful images: near-duplicates and likely label errors."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.figures.style import hide_axes, picture, style
from fashion_mnist.images.arrays import Images

COLUMNS, SHOWN = 6, 36


def near_duplicates(
    neighbours: pd.DataFrame, train: Images, test: Images, distances: Sequence[float]
) -> go.Figure:
    """Test images with the nearest training image to their right, a row for each distance.

    Args:
        neighbours: what `near_duplicates.find_neighbours` gives.
        train: (n, height, width), 0 to 255; so is `test`.
        distances: those whose closest pairs are shown.
    """
    far = [(neighbours["distance"] - distance).abs() for distance in distances]
    pairs = list_rows(pd.concat([neighbours.loc[gap.nsmallest(COLUMNS).index] for gap in far]))
    shown = [np.hstack([test[pair["index"]], train[pair["neighbour"]]]) for pair in pairs]
    captions = [f"{pair['label']}, {pair['distance']:.2f}" for pair in pairs]
    title = "Test images and the nearest training image, at growing distances"
    return _gallery(shown, captions, title)


def label_errors(errors: pd.DataFrame, images: Mapping[str, Images]) -> go.Figure:
    """The likeliest label errors: the given class, and the suggested one.

    Args:
        errors: what `label_errors.find_errors` gives.
        images: of each part (n, height, width), 0 to 255.
    """
    rows = list_rows(errors.head(SHOWN))
    shown = [images[row["part"]][row["index"]] for row in rows]
    captions = [f"{row['given']}?<br>{row['suggested']} ({row['part']})" for row in rows]
    return _gallery(shown, captions, "The likeliest label errors: given class, suggested class")


def _gallery(shown: Sequence[Images], captions: Sequence[str], title: str) -> go.Figure:
    n_rows = max(1, -(-len(shown) // COLUMNS))
    figure = make_subplots(
        n_rows,
        COLUMNS,
        subplot_titles=captions,
        horizontal_spacing=0.02,
        vertical_spacing=0.3 / n_rows,
    )
    for number, image in enumerate(shown):
        row, column = divmod(number, COLUMNS)
        figure.add_trace(picture(image, zmax=255), row + 1, column + 1)
    hide_axes(figure).update_xaxes(constraintoward="center").update_annotations(font_size=11)
    return style(
        figure,
        title,
        width=900,
        height=120 + 130 * n_rows,
        margin={"l": 10, "r": 10, "t": 110, "b": 10},
    )

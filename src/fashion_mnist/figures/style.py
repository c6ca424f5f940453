"""One look for every figure."""

from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from fashion_mnist import models

# Okabe and Ito (2008): eight colours that colour-blind people can tell apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5195", "#444444")
HEAT = "Inferno"
GREYS = "Greys_r"
FONT = {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 14}

TEMPLATE = go.layout.Template(
    layout={
        "colorway": COLOURS,
        "font": FONT,
        "title": {"x": 0, "xref": "paper", "xanchor": "left", "font": {"size": 18}},
        "margin": {"l": 60, "r": 20, "t": 70, "b": 50},
        "plot_bgcolor": "white",
        "paper_bgcolor": "white",
        "hoverlabel": {"font": FONT},
        "xaxis": {"gridcolor": "#e5e5e5", "zeroline": False, "automargin": True},
        "yaxis": {"gridcolor": "#e5e5e5", "zeroline": False, "automargin": True},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    }
)


def style(figure: go.Figure, title: str, **layout: Any) -> go.Figure:
    """Give a figure the common look, its title and any further layout."""
    return figure.update_layout(template=TEMPLATE, title_text=title, **layout)


def model_colours() -> dict[str, str]:
    """One colour a model, the same in every figure."""
    return dict(zip(models.names(), islice(cycle(COLOURS), len(models.names())), strict=True))


def picture(image: NDArray[Any], colorscale: str = GREYS, **options: Any) -> go.Heatmap:
    """Draw an array (height, width) as an image whose first row is on top."""
    options = {"zmin": 0, "zmax": 1, "showscale": False, "hoverinfo": "skip"} | options
    return go.Heatmap(z=np.asarray(image)[::-1], colorscale=colorscale, **options)


def hide_axes(figure: go.Figure) -> go.Figure:
    """Leave only the pictures of a figure, with square pixels."""
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, constrain="domain")
    for axis in figure.select_yaxes():
        axis.scaleanchor = axis.anchor
    return figure


def wrap(names: Sequence[str]) -> list[str]:
    """Break long names into lines at their spaces and slashes."""
    return [name.replace(" ", "<br>").replace("/", "/<br>") for name in names]

"""The style that all figures share."""

from collections.abc import Sequence
from functools import cache
from itertools import cycle
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import plotly.colors
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from fashion_mnist.images.arrays import Floats, Images, encode_data_uri
from fashion_mnist.parameters import model_names

# After Okabe and Ito (2008): colour-blind people can distinguish these colours.
COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"),
    *("#56B4E9", "#7A5195", "#A6761D", "#808080", "#A2B52A"),
)
HEAT, HEAT_OPACITY = "Inferno", 0.55  # colour scale of heat maps, and their opacity over an image
MAX_BROKEN, MAX_LABELLED = 12, 30  # classes with labels in lines, and with numbers in cells
FONT = {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 14}

Figure: TypeAlias = go.Figure


def make_template(ink: str, paper: str, grid: str, scale: Sequence[str]) -> go.layout.Template:
    """Return the common template in the given colours; `scale` runs from low to high values."""
    axis = {"gridcolor": grid, "zeroline": False, "automargin": True}
    return go.layout.Template(
        layout={
            "colorway": COLOURS,
            "font": FONT | {"color": ink},
            "title": {"x": 0, "xref": "paper", "xanchor": "left", "font": {"size": 18}},
            "margin": {"l": 60, "r": 20, "t": 70, "b": 50},
            "plot_bgcolor": paper,
            "paper_bgcolor": paper,
            "hoverlabel": {"font": FONT},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "shapedefaults": {"line": {"color": ink}},
            "annotationdefaults": {"arrowcolor": ink},
        },
        data={"heatmap": [{"colorscale": list(scale)}]},
    )


TEMPLATE = make_template("#1f2328", "white", "#e5e5e5", ("#f5f9fe", "#6aaed6", "#08306b"))
DARK = make_template("#e6e6e6", "#16191d", "#33383f", ("#1b222b", "#2f77b5", "#cfe6fb"))


def style(figure: go.Figure, title: str, alt: str = "", **layout: Any) -> go.Figure:
    """Give a figure the common template, a title, an alternative text and further layout."""
    layout["meta"] = {"alt": alt} | layout.get("meta", {})
    return figure.update_layout({"height": 420} | layout, template=TEMPLATE, title_text=title)


def empty_figure(reason: str) -> go.Figure:
    """Return an empty figure with the reason why it shows nothing."""
    return style(go.Figure(), reason, reason, height=120)


def model_colours() -> dict[str, str]:
    """Return the colour of each model, the same in every figure: common ones, then lighter ones."""
    lighter = (
        "#" + "".join(f"{(channel + 255) // 2:02x}" for channel in bytes.fromhex(colour[1:]))
        for colour in COLOURS
    )
    return dict(zip(model_names.NAMES, cycle((*COLOURS, *lighter)), strict=False))


def model_symbols() -> dict[str, str]:
    """Return the symbol of each model: one for each kind, so that colour is not the only cue."""
    return {
        **dict.fromkeys(model_names.CLASSICAL, "circle"),
        **dict.fromkeys(model_names.ALL_NETWORKS, "diamond"),
        model_names.ENSEMBLE: "star",
    }


def mark(model: str, size: float) -> dict[str, object]:
    """Return the Plotly marker of a model: its colour and symbol."""
    return {"size": size, "color": model_colours()[model], "symbol": model_symbols()[model]}


def legend_entry(name: str, shown: bool, panel: str) -> dict[str, object]:
    """Return the options of a trace of one panel whose name stands once in the legend for all."""
    return {"name": name, "legendgroup": name, "showlegend": shown, "meta": panel}


def picture(pixels: Images) -> go.Image:
    """Draw pixels (h, w) or (h, w, 3)."""
    return go.Image(source=encode_data_uri(pixels), hoverinfo="skip")


def contact_sheet(images: Images, rows: Sequence[str], columns: Sequence[str] = ()) -> go.Figure:
    """Draw images (n_rows, n_columns, h, w[, 3]) on one sheet, with names of rows and columns."""
    figure = go.Figure(picture(np.vstack([np.hstack(row) for row in images])))
    axes = (("xaxis", "left", columns, images.shape[3]), ("yaxis", "top", rows, images.shape[2]))
    for axis, side, names, size in axes:
        centres = [size * (place + 0.5) - 0.5 for place in range(len(names))]
        labels = {"tickvals": centres, "ticktext": list(names), "showgrid": False}
        figure.update_layout({axis: {"constraintoward": side, **labels}})
    return figure


def hide_axes(figure: go.Figure) -> go.Figure:
    """Hide all axes of a figure of pictures, with square pixels and the first row on top."""
    hidden = {"visible": False, "constrain": "domain"}
    figure.update_xaxes(hidden).update_yaxes(hidden, autorange="reversed", constraintoward="top")
    return figure.for_each_yaxis(lambda axis: axis.update(scaleanchor=axis.anchor or "x"))


def triptych(image: Images, heat: Floats) -> Images:
    """Place an image, its heat map and both superimposed side by side, as (h, 3 * w + 2, 3).

    The image is (h, w) or (h, w, 3), 0 to 255; the heat map is (h, w), 0 to 1.
    """
    original = np.asarray(Image.fromarray(image).convert("RGB"), float)
    coloured = _colour(heat)
    gap = np.full((len(image), 1, 3), 255)
    overlay = (1 - HEAT_OPACITY) * original + HEAT_OPACITY * coloured
    return np.asarray(np.rint(np.hstack([original, gap, coloured, gap, overlay])), np.uint8)


def heat_overlay(heat: Floats) -> Images:
    """Colour a heat map, (h, w) in [0, 1], as an RGBA overlay, (h, w, 4), clear where cold."""
    return np.asarray(np.rint(np.dstack([_colour(heat), 255 * HEAT_OPACITY * heat])), np.uint8)


def _colour(heat: Floats) -> NDArray[np.floating]:
    """Return the colour of each pixel from cold to hot, (h, w, 3), 0 to 255."""
    return np.asarray(_list_colours()[np.rint(heat * 255).astype(int)])


@cache
def _list_colours() -> NDArray[np.floating]:
    colours = plotly.colors.sample_colorscale(HEAT, np.linspace(0, 1, 256), colortype="tuple")
    return 255 * np.array(colours)


def draw_shares(shares: pd.DataFrame, title: str, texttemplate: str, **options: Any) -> go.Heatmap:
    """Draw shares as coloured cells, the first row on top."""
    return go.Heatmap(
        texttemplate=texttemplate if shares.shape[1] <= MAX_LABELLED else None,
        z=shares.to_numpy()[::-1],
        x=list(shares.columns),
        y=list(shares.index[::-1]),
        zmax=1,
        colorbar={"title": {"text": title, "side": "right"}, "tickformat": ".0%", "thickness": 14},
        **options,
    )


def label_axis(names: Sequence[str]) -> dict[str, object]:
    """Return the layout of a category axis; few names break at spaces and slashes."""
    if len(names) > MAX_LABELLED:
        return {"type": "category", "tickangle": -90, "tickfont": {"size": 9}}
    is_broken = len(names) <= MAX_BROKEN  # lines of more labels would overlap
    texts = [n.replace(" ", "<br>").replace("/", "/<br>") if is_broken else n for n in names]
    return {"type": "category", "tickvals": list(names), "ticktext": texts}


def error_bars(
    values: ArrayLike, low: ArrayLike, high: ArrayLike, scale: float = 1.0, **options: float
) -> dict[str, object]:
    """Return Plotly's error bars; `scale` is the factor from values to units of the axis."""
    middle, start, end = np.array([values, low, high], float)
    array, minus = scale * (end - middle), scale * (middle - start)
    return {"type": "data", "array": array.tolist(), "arrayminus": minus.tolist(), **options}

"""The look that all figures share."""

from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import plotly.graph_objects as go

from fashion_mnist.images.arrays import Floats, Images, encode_data_uri
from fashion_mnist.parameters import model_names

# After Okabe and Ito (2008), whose colours colour-blind people can tell apart.
COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"),
    *("#56B4E9", "#7A5195", "#A6761D", "#808080", "#A2B52A"),
)
HEAT, HEAT_OPACITY = "Inferno", 0.55  # of a heat map, and where it lies over its image
GREYS = "Greys_r"
FONT = {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 14}
CHARACTER, LINE = 6.0, 14.0  # width and height of text on a telephone, in pixels
GAP = 9.0  # from the centre of a point to its name


def make_template(ink: str, paper: str, grid: str, scale: Sequence[str]) -> go.layout.Template:
    """The common look in the given colours; `scale` runs from the least to the most."""
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
    """Give a figure the common look, its title and any further layout.

    `alt` says in a sentence what the figure shows to whoever can't see it.
    """
    meta = {"alt": alt, **layout.pop("meta", {})}
    layout = {"height": 420} | layout
    return figure.update_layout(template=TEMPLATE, title_text=title, meta=meta, **layout)


def say_instead(figure: go.Figure, text: str) -> go.Figure:
    """Say why a figure shows nothing."""
    figure.add_annotation(text=text, showarrow=False)
    return figure.update_xaxes(visible=False).update_yaxes(visible=False)


def model_colours() -> dict[str, str]:
    """One colour a model, the same in every figure."""
    return dict(zip(model_names.names(), distinct_colours(len(model_names.names())), strict=True))


def model_symbols() -> dict[str, str]:
    """One symbol a kind of model, so that colour is not all that tells models apart."""
    return {
        **dict.fromkeys(model_names.CLASSICAL, "circle"),
        **dict.fromkeys(model_names.networks(), "diamond"),
        model_names.ENSEMBLE: "star",
    }


def picture(
    image: Images | Floats, colorscale: str = GREYS, zmax: float = 1, **options: object
) -> go.Heatmap | go.Image:
    """Draw an array (height, width[, channels]) as an image whose first row is on top.

    Grey runs from 0 to `zmax`, and so does each of three channels.
    """
    pixels = np.asarray(image)[::-1]
    if pixels.shape[2:] == (3,):
        pixels = np.rint(np.multiply(pixels, 255 / zmax)).astype(np.uint8)
        return go.Image(source=encode_data_uri(pixels), hoverinfo="skip")
    options = {"zmin": 0, "showscale": False, "hoverinfo": "skip"} | options
    pixels = pixels.reshape(pixels.shape[:2])
    return go.Heatmap(z=pixels, colorscale=colorscale, zmax=zmax, **options)


def hide_axes(figure: go.Figure) -> go.Figure:
    """Leave only the pictures of a figure, with square pixels."""
    figure.update_xaxes(visible=False, constrain="domain", constraintoward="left")
    figure.update_yaxes(autorange=True, visible=False, constrain="domain", constraintoward="top")
    for axis in figure.select_yaxes():
        axis.scaleanchor = axis.anchor or "x"
    return figure


def label_axis(names: Sequence[str]) -> dict[str, object]:
    """The layout of an axis of categories, whose names break at their spaces and slashes."""
    broken = [name.replace(" ", "<br>").replace("/", "/<br>") for name in names]
    return {"type": "category", "tickvals": list(names), "ticktext": broken}


def distinct_colours(n: int) -> list[str]:
    """The common colours, then lighter ones of them, then they come again."""
    shades = [*COLOURS, *(_lighten(colour) for colour in COLOURS)]
    return list(islice(cycle(shades), n))


def _lighten(colour: str) -> str:
    channels = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{(channel + 255) // 2:02x}" for channel in channels)


def error_bars(
    values: Iterable[float],
    low: Iterable[float],
    high: Iterable[float],
    scale: float = 1.0,
    **look: float,
) -> dict[str, object]:
    """The error bars of points, in Plotly's terms.

    Args:
        values: of the points.
        low: where their intervals begin.
        high: where they end.
        scale: that of the axis, if it is not that of the values.
        look: of the lines.
    """
    intervals = list(zip(values, low, high, strict=True))
    return {
        "type": "data",
        "array": [scale * (end - value) for value, _, end in intervals],
        "arrayminus": [scale * (value - start) for value, start, _ in intervals],
        **look,
    }


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: "Box") -> float:
        """The area in common with another, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0) * max(height, 0)


def place_labels(
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    size: tuple[float, float],
    bars: Iterable[tuple[float, float, float]] = (),
) -> list[str]:
    """Where each name goes, in Plotly's terms, each in its turn where it covers the least.

    Args:
        points: x and y, each a share of the axis, from 0 to 1.
        names: of the points.
        size: of the plot where it is smallest, in pixels.
        bars: upright ones, x and both ends, as shares.
    """
    width, height = size
    centres = [(x * width, y * height) for x, y in points]
    taken = [Box(x - GAP, y - GAP, x + GAP, y + GAP) for x, y in centres]
    taken += [
        Box(x * width - 2, low * height, x * width + 2, high * height) for x, low, high in bars
    ]
    positions = []
    for name, centre in zip(names, centres, strict=True):
        boxes = _boxes(name, *centre)
        best = min(boxes, key=lambda place: _cost(boxes[place], taken, size))
        positions.append(best)
        taken.append(boxes[best])
    return positions


def _boxes(name: str, x: float, y: float) -> dict[str, Box]:
    wide, half, high = CHARACTER * len(name), CHARACTER * len(name) / 2, LINE / 2
    return {
        "middle right": Box(x + GAP, y - high, x + GAP + wide, y + high),
        "middle left": Box(x - GAP - wide, y - high, x - GAP, y + high),
        "top center": Box(x - half, y + GAP, x + half, y + GAP + LINE),
        "bottom center": Box(x - half, y - GAP - LINE, x + half, y - GAP),
    }


def _cost(box: Box, taken: Iterable[Box], size: tuple[float, float]) -> float:
    """The area that a box covers of others or has outside the plot."""
    whole = (box.right - box.left) * (box.top - box.bottom)
    return sum(map(box.overlap, taken)) + whole - box.overlap(Box(0, 0, *size))


if TYPE_CHECKING:
    import plotly.graph_objects as go

    Figure: TypeAlias = go.Figure
else:
    Figure = Any

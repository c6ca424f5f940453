"""The style that all figures share."""

from collections.abc import Iterable, Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import plotly.graph_objects as go

from fashion_mnist.images.arrays import Floats, Images, encode_data_uri
from fashion_mnist.parameters import model_names

# After Okabe and Ito (2008): colour-blind people can distinguish these colours.
COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"),
    *("#56B4E9", "#7A5195", "#A6761D", "#808080", "#A2B52A"),
)
HEAT, HEAT_OPACITY = "Inferno", 0.55  # colour scale of heat maps, and their opacity over an image
GREYS = "Greys_r"
FONT = {"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 14}
CHARACTER, LINE = 6.0, 14.0  # width and height of text on a phone, in pixels
GAP = 9.0  # pixels between the centre of a point and its name


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
    """Give a figure the common template, a title and further layout.

    Args:
        figure: changed in place.
        title: the title of the figure.
        alt: the alternative text for readers who cannot see the figure.
        layout: further options of Plotly's layout.
    """
    meta = {"alt": alt, **layout.pop("meta", {})}
    layout = {"height": 420} | layout
    return figure.update_layout(template=TEMPLATE, title_text=title, meta=meta, **layout)


def say_instead(figure: go.Figure, text: str) -> go.Figure:
    """Explain in an empty figure why it shows nothing."""
    figure.add_annotation(text=text, showarrow=False)
    return figure.update_xaxes(visible=False).update_yaxes(visible=False)


def model_colours() -> dict[str, str]:
    """Return the colour of each model, the same in every figure."""
    return dict(zip(model_names.names(), distinct_colours(len(model_names.names())), strict=True))


def model_symbols() -> dict[str, str]:
    """Return the symbol of each model: one for each kind, so that colour is not the only cue."""
    return {
        **dict.fromkeys(model_names.CLASSICAL, "circle"),
        **dict.fromkeys(model_names.networks(), "diamond"),
        model_names.ENSEMBLE: "star",
    }


def picture(
    image: Images | Floats, colorscale: str = GREYS, zmax: float = 1, **options: object
) -> go.Heatmap | go.Image:
    """Draw an array (height, width[, channels]) as an image with its first row on top.

    Values run from 0 to `zmax`. Images of three channels ignore `colorscale`.
    """
    pixels = np.asarray(image)[::-1]
    if pixels.shape[2:] == (3,):
        pixels = np.rint(np.multiply(pixels, 255 / zmax)).astype(np.uint8)
        return go.Image(source=encode_data_uri(pixels), hoverinfo="skip")
    options = {"zmin": 0, "showscale": False, "hoverinfo": "skip"} | options
    pixels = pixels.reshape(pixels.shape[:2])
    return go.Heatmap(z=pixels, colorscale=colorscale, zmax=zmax, **options)


def hide_axes(figure: go.Figure) -> go.Figure:
    """Hide all axes of a figure of pictures and make its pixels square."""
    figure.update_xaxes(visible=False, constrain="domain", constraintoward="left")
    figure.update_yaxes(autorange=True, visible=False, constrain="domain", constraintoward="top")
    for axis in figure.select_yaxes():
        axis.scaleanchor = axis.anchor or "x"
    return figure


def label_axis(names: Sequence[str]) -> dict[str, object]:
    """Return the layout of a category axis, with line breaks at spaces and slashes of names."""
    broken = [name.replace(" ", "<br>").replace("/", "/<br>") for name in names]
    return {"type": "category", "tickvals": list(names), "ticktext": broken}


def distinct_colours(n: int) -> list[str]:
    """Return n colours: the common ones, then lighter versions, then the same again."""
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
    """Return Plotly's error bars of points.

    Args:
        values: the values of the points.
        low: the lower ends of their intervals.
        high: the upper ends of their intervals.
        scale: the factor from values to units of the axis.
        look: further options of the bars, such as `thickness`.
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
        """Return the area that two boxes share, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0) * max(height, 0)


def place_labels(
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    size: tuple[float, float],
    bars: Iterable[tuple[float, float, float]] = (),
) -> list[str]:
    """Return Plotly's text position of each name, chosen greedily for the least overlap.

    Args:
        points: x and y of each point, as shares of the axes, from 0 to 1.
        names: the names of the points.
        size: width and height of the plot at its smallest, in pixels.
        bars: vertical error bars, each as x, lower and upper end, in shares of the axes.
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
    """Return the area of a box that overlaps others or lies outside the plot."""
    whole = (box.right - box.left) * (box.top - box.bottom)
    return sum(map(box.overlap, taken)) + whole - box.overlap(Box(0, 0, *size))


if TYPE_CHECKING:
    import plotly.graph_objects as go

    Figure: TypeAlias = go.Figure
else:
    Figure = Any

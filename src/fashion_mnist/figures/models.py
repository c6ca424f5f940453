"""Figures of one model: architecture and learning curves."""

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.evaluation.predictions import list_rows, percent
from fashion_mnist.figures.style import COLOURS, legend_entry, style

Row = Mapping[str, Any]  # a row of the table of layers
MERGED = {"Activation", "BatchNormalization", "Softmax"}
SHORT = {"BatchNormalization": "batch norm", "Softmax": "softmax"}
TYPES = ("Input", "Conv", "Pool", "Add", "Flatten", "Dense", "")  # each has its colour
HEIGHT = 0.74  # height of a box, in rows
BASE, LINE = 22, 18  # pixels of a row's margins, and of each of its lines
WIDEST = 28  # characters of a line, which must not reach the sizes on a phone
SETS = (("", "training, augmented"), ("val_", "validation"))  # prefix of the columns, and label


def fold_layers(layers: pd.DataFrame) -> pd.DataFrame:
    """Merge each normalisation and activation into the layer that feeds it.

    Returns:
        The table of layers with a row for each remaining layer: its parameters are added up,
        `inputs` names only remaining layers, and `text` joins types and settings by " + ".
    """
    folded: dict[str, dict[str, str | int]] = {}
    merged_into: dict[str, str] = {}  # the remaining layer that each layer is merged into
    for row in list_rows(layers.fillna({"inputs": "", "settings": ""})):
        inputs = list(dict.fromkeys(merged_into[name] for name in row["inputs"].split()))
        if row["type"] in MERGED and len(inputs) == 1:
            merged_into[row["layer"]] = inputs[0]
            kept = folded[inputs[0]]
            kept["text"] = f"{kept['text']} + {_describe(row)}"
            kept["parameters"] += row["parameters"]
        else:
            merged_into[row["layer"]] = row["layer"]
            folded[row["layer"]] = row | {"inputs": " ".join(inputs), "text": _describe(row)}
    return pd.DataFrame(folded.values())


def _describe(row: Row) -> str:
    kind, settings = str(SHORT.get(row["type"], row["type"])), str(row.get("settings", ""))
    if row["type"] == "Activation" and settings:
        return settings
    return f"{kind}, {settings}" if settings else kind


def architecture(layers: pd.DataFrame, model: str) -> go.Figure:
    """Draw the layers as boxes from the input down to the classes, and lines for shortcuts."""
    folded = fold_layers(layers)
    rows, places = list_rows(folded), list(range(len(folded)))
    names = [[f"<b>{row['layer']}</b>", *wrap(row["text"], WIDEST)] for row in rows]
    sizes = [
        str(row["output_shape"]).replace("x", " x ")
        + (f"<br>{row['parameters']:,} parameters" if row["parameters"] else "")
        for row in rows
    ]
    colours = [
        next(colour for colour, kind in zip(COLOURS, TYPES, strict=False) if kind in row["type"])
        for row in rows
    ]
    figure, shared = go.Figure(), {"y": places, "hoverinfo": "skip"}
    marker = {"color": colours, "opacity": 0.22}
    figure.add_bar(x=[1] * len(rows), orientation="h", width=HEIGHT, marker=marker, **shared)
    texts = ["<br>".join(lines) for lines in names]
    written = {"mode": "text", "cliponaxis": False, **shared}
    for name, x, text, side in (("layer", 0.02, texts, "right"), ("output", 0.98, sizes, "left")):
        place = {"x": [x] * len(rows), "textposition": f"middle {side}"}
        figure.add_scatter(text=text, name=name, **place, **written)
    place_of = dict(zip(folded["layer"], places, strict=True))
    for target, row in enumerate(rows):
        for source in row["inputs"].split():
            _connect(figure, place_of[source], target)
    figure.update_xaxes(visible=False, range=[-0.02, 1.2], fixedrange=True)
    figure.update_yaxes(visible=False, range=[len(folded) - 0.4, -0.6], fixedrange=True)
    return style(
        figure,
        f"Architecture of {model} ({folded['parameters'].sum():,} parameters)",
        f"{model} from its input to the classes: {'; '.join(folded['text'])}.",
        height=100 + len(folded) * (BASE + LINE * max(map(len, names))),
        showlegend=False,
        margin={"l": 10, "r": 10, "t": 60, "b": 10},
    )


def _connect(figure: go.Figure, source: int, target: int) -> None:
    start, end = source + HEIGHT / 2, target - HEIGHT / 2
    if target == source + 1:
        figure.add_shape(type="line", x0=0.5, x1=0.5, y0=start, y1=end, line_width=1.5)
        return
    side = 1 + 0.04 * min(target - source, 5)
    path = f"M1,{source} C{side},{source} {side},{source} {side},{source + 0.5} "
    path += f"L{side},{target - 0.5} C{side},{target} {side},{target} 1,{target}"
    figure.add_shape(type="path", path=path, line={"width": 2.5, "color": COLOURS[1]})
    figure.add_annotation(
        x=1, y=target, ax=8, ay=0, arrowhead=2, arrowcolor=COLOURS[1], text="", arrowwidth=2
    )


def learning_curves(history: pd.DataFrame, model: str) -> go.Figure:
    """Draw accuracy and loss over the epochs, on training and validation images."""
    figure = make_subplots(1, 2, subplot_titles=("accuracy", "loss"))
    for column, measure in enumerate(("accuracy", "loss"), start=1):
        for colour, (prefix, name) in zip(COLOURS, SETS, strict=False):
            figure.add_scatter(
                x=history["epoch"],
                y=history[prefix + measure],
                mode="lines+markers",
                line_color=colour,
                **legend_entry(name, shown=column == 1, panel=measure),
                row=1,
                col=column,
            )
    best = history.iloc[history["val_accuracy"].argmax()]["epoch"]
    note = {"annotation_text": "best validation epoch", "annotation_position": "bottom left"}
    figure.add_vline(best, line_dash="dot", col=1, **note)
    figure.update_annotations(font_size=13)
    figure.update_xaxes(title="epoch", range=[0.5, len(history) + 0.5])
    figure.update_yaxes(tickformat=".0%", col=1)
    on_validation, on_training = (
        f"{percent(history[name].iloc[0])} to {percent(history[name].iloc[-1])}"
        for name in ("val_accuracy", "accuracy")
    )
    return style(
        figure,
        f"Learning curves of {model}",
        f"Over {len(history)} epochs, the accuracy of {model} goes from {on_validation} on "
        f"validation images and from {on_training} on augmented training images.",
        legend={"y": -0.3, "yanchor": "top"},
    )

"""Figures of what techniques are worth."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fashion_mnist.figures.style import COLOURS, style


def effects(table: pd.DataFrame, title: str) -> go.Figure:
    """What each technique adds to the accuracy, with its interval, beside its cost in time.

    Args:
        table: a row for each `technique` and `comparison`, as `ablation.measure_effects` gives; if
            it has a column `model`, techniques are named with it.
        title: of the figure.
    """
    figure = make_subplots(
        1,
        2,
        shared_yaxes=True,
        column_widths=[0.62, 0.38],
        horizontal_spacing=0.04,
        subplot_titles=["accuracy, points", "time with / without"],
    )
    drawn = table[table["comparison"] != "all"]
    for number, comparison in enumerate(("added alone", "left out")):
        rows = drawn[drawn["comparison"] == comparison]
        look = {
            "y": [_label(row) for row in rows.to_dict("records")],
            "mode": "markers",
            "marker": {
                "size": 10,
                "color": COLOURS[number],
                "symbol": ["circle", "diamond"][number],
            },
            "name": comparison,
            "legendgroup": comparison,
        }
        figure.add_trace(
            go.Scatter(x=100 * rows["difference"], error_x=_interval(rows), **look), 1, 1
        )
        ratio = rows["seconds_with"] / rows["seconds_without"]
        figure.add_trace(go.Scatter(x=ratio, showlegend=False, **look), 1, 2)
    figure.add_vline(x=0, line_width=1, row=1, col=1)
    figure.add_vline(x=1, line_width=1, row=1, col=2)
    names = list(dict.fromkeys(_label(row) for row in drawn.to_dict("records")))
    figure.update_yaxes(autorange="reversed", categoryorder="array", categoryarray=names)
    height = 170 + 34 * len(names)
    return style(
        figure, title, height=height, margin_t=130, legend={"y": 1.08}, meta={"narrow": 760}
    )


def _label(row: dict[str, str]) -> str:
    technique = row["technique"].replace("_", " ")
    return f"{row['model'].replace('_', ' ')}: {technique}" if "model" in row else technique


def _interval(rows: pd.DataFrame) -> dict[str, object]:
    return {
        "type": "data",
        "array": 100 * (rows["high"] - rows["difference"]),
        "arrayminus": 100 * (rows["difference"] - rows["low"]),
        "thickness": 1.5,
        "width": 4,
    }

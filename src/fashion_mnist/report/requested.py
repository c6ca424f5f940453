"""Figures and tables of the pipelines on request, as one JSON document holds them."""

from collections.abc import Mapping
from typing import TypedDict

import pandas as pd
import plotly.graph_objects as go

from fashion_mnist.report.render import Json
from fashion_mnist.report.summary import plain
from fashion_mnist.report.tables import Tables


class Packed(TypedDict):
    """Figures as Plotly's JSON, and the `columns` and `data` of tables, by their names."""

    figures: dict[str, Json]
    tables: dict[str, Json]


def pack(figures: Mapping[str, go.Figure], tables: Tables) -> Packed:
    """Turn figures and tables into what JSON can hold."""
    return {
        "figures": {name: plain(figure) for name, figure in figures.items()},
        "tables": {
            name: table.to_dict(orient="split", index=False) for name, table in tables.items()
        },
    }


def unpack(packed: Packed | None) -> tuple[dict[str, go.Figure], dict[str, pd.DataFrame]]:
    """The figures and tables again, none if nothing was packed."""
    if packed is None:
        return {}, {}
    return (
        {name: go.Figure(figure) for name, figure in packed["figures"].items()},
        {name: pd.DataFrame(**table) for name, table in packed["tables"].items()},
    )

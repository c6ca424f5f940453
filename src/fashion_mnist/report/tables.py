"""The tables that pipelines have made, and their rows as templates take them."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import pandas as pd

from fashion_mnist.evaluation.rows import list_rows

Tables = Mapping[str, pd.DataFrame]  # by the name of their dataset, those there are
Row = dict[str, Any]  # by the names of the columns


def rows_of(tables: Tables, name: str) -> list[Row]:
    """The rows of a table, none if it was not made."""
    return list_rows(tables[name]) if name in tables else []


def nest(rows: Iterable[Row], outer: Sequence[str], inner: str) -> dict[Any, dict[Any, Row]]:
    """Rows by their value in the columns `outer` (a tuple if these are several), then in `inner`.

    Of rows that agree in all of these the last stays.
    """
    nested: dict[Any, dict[Any, Row]] = {}
    for row in rows:
        nested.setdefault(itemgetter(*outer)(row), {})[row[inner]] = row
    return nested

"""The rows of a table."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


def tabulate_rows(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A table of rows, each by the names of the columns."""
    return pd.DataFrame([dict(row) for row in rows])


def list_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by the names of the columns."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]

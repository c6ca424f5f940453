"""The rows of a table."""

from typing import Any

import pandas as pd


def list_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each by the names of the columns."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]

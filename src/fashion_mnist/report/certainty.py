"""What the report says of how sure the results are, from the tables of the evaluation."""

from collections.abc import Mapping
from typing import Any

import pandas as pd


def describe_certainty(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Arrange the tables for the page; what was not made is empty.

    Args:
        tables: those there are of `accuracy_intervals`, `pairwise_tests`, `calibration`, `coverage`
            and `seeds`.
    """
    found = {name: table.to_dict("records") for name, table in tables.items()}
    calibration = _nest(found.get("calibration", []), "model", "scaled")
    recalls = [row for row in found.get("accuracy_intervals", []) if row["class"] != "accuracy"]
    return {
        "pairs": found.get("pairwise_tests", []),
        "ties": [row for row in found.get("pairwise_tests", []) if not row["differ"]],
        "recalls": _nest(recalls, "class", "model"),
        "calibration": calibration,
        "harmed": [model for model, row in calibration.items() if _is_harmed(row)],
        "coverage": _nest(found.get("coverage", []), "model", "coverage"),
        "seeds": found.get("seeds", []),
    }


def _is_harmed(row: Mapping[bool, Mapping[str, float]]) -> bool:
    """Whether scaling raises the calibration error by more than chance alone makes of it."""
    return row[True]["ece"] - row[False]["ece"] > row[True]["ece_by_chance"]


def _nest(rows: list[dict[Any, Any]], outer: str, inner: str) -> dict[Any, dict[Any, Any]]:
    nested: dict[Any, dict[Any, Any]] = {}
    for row in rows:
        nested.setdefault(row[outer], {})[row[inner]] = row
    return nested

"""What the report says of how sure the results are, from the tables of the evaluation."""

from collections.abc import Mapping

from fashion_mnist.report.tables import Row, Tables, nest, rows_of


def describe_certainty(tables: Tables) -> dict[str, object]:
    """Arrange the tables for the page; what was not made is empty.

    Args:
        tables: those there are of `accuracy_intervals`, `pairwise_tests`, `calibration`, `coverage`
            and `seeds`.
    """
    pairs = rows_of(tables, "pairwise_tests")
    calibration = nest(rows_of(tables, "calibration"), ["model"], "scaled")
    intervals = rows_of(tables, "accuracy_intervals")
    recalls = [row for row in intervals if row["class"] != "accuracy"]
    return {
        "pairs": pairs,
        "ties": [pair for pair in pairs if not pair["differ"]],
        "recalls": nest(recalls, ["class"], "model"),
        "calibration": calibration,
        "harmed": [model for model, row in calibration.items() if _is_harmed(row)],
        "coverage": nest(rows_of(tables, "coverage"), ["model"], "coverage"),
        "seeds": rows_of(tables, "seeds"),
    }


def _is_harmed(row: Mapping[bool, Row]) -> bool:
    """Whether scaling raises the calibration error by more than chance alone makes of it."""
    return bool(row[True]["ece"] - row[False]["ece"] > row[True]["ece_by_chance"])

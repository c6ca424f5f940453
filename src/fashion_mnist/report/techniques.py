"""What the effects of techniques say: the facts behind the report's sentences."""

import pandas as pd

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.report.tables import Row, Tables, rows_of


def describe_techniques(tables: Tables) -> dict[str, object] | None:
    """What raises the accuracy of the network; None where it has not been measured.

    Returns:
        `rows` and `classical`, the effects; `whole`, the recipe against the plain network; `n`, how
        many comparisons were tested together; and `verdicts`: for each comparison the techniques
        that by the corrected test `raise` the accuracy or `lower` it, those of which only the
        interval does not cover zero (`hint`), and the rest (`open`), the largest effect first.
    """
    if "technique_effects" not in tables:
        return None
    effects = tables["technique_effects"]
    is_whole = effects["comparison"] == "all"
    each = effects[~is_whole]
    return {
        "rows": list_rows(each),
        "classical": rows_of(tables, "classical_effects"),
        "whole": list_rows(effects[is_whole])[0],
        "n": len(effects),
        "verdicts": {name: _sort_out(group) for name, group in each.groupby("comparison")},
    }


def _sort_out(effects: pd.DataFrame) -> dict[str, list[Row]]:
    ranked = effects.sort_values("difference", ascending=False, kind="stable")
    differ, rises = ranked["differ"], ranked["difference"] > 0
    hints = ~differ & ((ranked["low"] > 0) | (ranked["high"] < 0))
    groups = {
        "raise": differ & rises,
        "lower": differ & ~rises,
        "hint": hints,
        "open": ~differ & ~hints,
    }
    return {name: list_rows(ranked[group]) for name, group in groups.items()}

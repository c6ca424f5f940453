"""What the effects of techniques say: the facts behind the report's sentences."""

import pandas as pd

from fashion_mnist.evaluation.predictions import list_rows
from fashion_mnist.report.tables import Row, Tables, rows_of


def describe_techniques(tables: Tables) -> dict[str, object] | None:
    """What raises the accuracy of the network; None where it has not been measured.

    Returns:
        `rows` and `classical`, the effects; `whole`, the recipe against the plain network; and for
        each comparison the techniques whose interval lies above zero (`raise`), below (`lower`) or
        on both sides (`open`), the largest effect first.
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
        "verdicts": {name: _sort_out(group) for name, group in each.groupby("comparison")},
    }


def _sort_out(effects: pd.DataFrame) -> dict[str, list[Row]]:
    ranked = effects.sort_values("difference", ascending=False, kind="stable")
    raises, lowers = ranked["low"] > 0, ranked["high"] < 0
    groups = {"raise": ranked[raises], "lower": ranked[lowers], "open": ranked[~raises & ~lowers]}
    return {name: list_rows(group) for name, group in groups.items()}

"""What the effects of techniques say: the facts behind the report's sentences."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

Tables = Mapping[str, pd.DataFrame]


def describe_techniques(tables: Tables) -> dict[str, Any] | None:
    """What raises the accuracy of the network; None where it has not been measured.

    Returns:
        `rows` and `classical`, the effects; `whole`, the recipe against the plain network; and for
        each comparison the techniques whose interval lies above zero (`raise`), below (`lower`) or
        on both sides (`open`), the largest effect first.
    """
    if "technique_effects" not in tables:
        return None
    effects = tables["technique_effects"]
    rows = effects[effects["comparison"] != "all"]
    return {
        "rows": rows.to_dict("records"),
        "classical": tables["classical_effects"].to_dict("records")
        if "classical_effects" in tables
        else [],
        "whole": effects[effects["comparison"] == "all"].iloc[0].to_dict(),
        "verdicts": {name: _sort_out(group) for name, group in rows.groupby("comparison")},
    }


def _sort_out(effects: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    ranked = effects.sort_values("difference", ascending=False, kind="stable")
    raises, lowers = ranked["low"] > 0, ranked["high"] < 0
    groups = {"raise": ranked[raises], "lower": ranked[lowers], "open": ranked[~raises & ~lowers]}
    return {name: list(group.to_dict("records")) for name, group in groups.items()}

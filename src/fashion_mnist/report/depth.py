"""What depth and shortcuts do: the facts behind the report's sentences."""

import pandas as pd

from fashion_mnist.evaluation.rows import list_rows
from fashion_mnist.report.tables import Tables


def describe_depth(tables: Tables) -> dict[str, object] | None:
    """What depth and shortcuts do; None where it has not been measured.

    Returns:
        `rows`, the losses at each depth; the `shallowest` and the `deepest` of them; and
        `gradients`: by kind and state the norm in the first layer of the deepest network over that
        of the shallowest.
    """
    if "depth_effects" not in tables or "depth_gradients" not in tables:
        return None
    rows = list_rows(tables["depth_effects"].sort_values("depth"))
    shallowest, deepest = rows[0], rows[-1]
    return {
        "rows": rows,
        "shallowest": shallowest,
        "deepest": deepest,
        "gradients": _compare_gradients(
            tables["depth_gradients"], shallowest["depth"], deepest["depth"]
        ),
    }


def _compare_gradients(
    gradients: pd.DataFrame, shallowest: int, deepest: int
) -> dict[str, dict[str, float]]:
    first = gradients[gradients["layer"] == 1]
    norms = first.set_index(["kind", "state", "depth"])["norm"]
    ratios = norms.xs(deepest, level="depth") / norms.xs(shallowest, level="depth")
    return {
        str(kind): {str(state): float(ratio) for state, ratio in part.droplevel("kind").items()}
        for kind, part in ratios.groupby(level="kind")
    }

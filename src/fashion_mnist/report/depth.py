"""What depth and shortcuts do: the facts behind the report's sentences."""

from typing import Any

from fashion_mnist.report.techniques import Tables


def describe_depth(tables: Tables) -> dict[str, Any] | None:
    """What depth and shortcuts do; None where it has not been measured.

    Returns:
        `rows`, the losses at each depth; the `shallowest` and the `deepest` of them; and
        `gradients`: by kind and state the norm in the first layer of the deepest network over that
        of the shallowest.
    """
    if "depth_effects" not in tables or "depth_gradients" not in tables:
        return None
    rows = tables["depth_effects"].sort_values("depth").to_dict("records")
    gradients = tables["depth_gradients"]
    first = gradients[gradients["layer"] == 1].set_index(["kind", "state", "depth"])["norm"]
    ratio = first.xs(rows[-1]["depth"], level="depth") / first.xs(rows[0]["depth"], level="depth")
    return {
        "rows": rows,
        "shallowest": rows[0],
        "deepest": rows[-1],
        "gradients": {
            kind: {str(state): float(value) for state, value in part.droplevel("kind").items()}
            for kind, part in ratio.groupby(level="kind")
        },
    }

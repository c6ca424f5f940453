"""Error bars, from the ends of intervals."""

from collections.abc import Iterable


def error_bars(
    values: Iterable[float],
    low: Iterable[float],
    high: Iterable[float],
    scale: float = 1.0,
    **look: float,
) -> dict[str, object]:
    """The error bars of points, in Plotly's terms.

    Args:
        values: of the points.
        low: where their intervals begin.
        high: where they end.
        scale: that of the axis, if it is not that of the values.
        look: of the lines.
    """
    intervals = list(zip(values, low, high, strict=True))
    return {
        "type": "data",
        "array": [scale * (end - value) for value, _, end in intervals],
        "arrayminus": [scale * (value - start) for value, start, _ in intervals],
        **look,
    }

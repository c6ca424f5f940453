"""Shares as percentages, rounded half up in every text."""

from decimal import ROUND_HALF_UP, Decimal


def hundredfold(share: float, digits: int = 1) -> Decimal:
    """100 times a share, rounded half up: 0.9025 as 90.3, where floats would give 90.2."""
    exact = 100 * Decimal(str(float(share)))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def percent(share: float, digits: int = 1) -> str:
    """0.925 as `92.5%`."""
    return f"{hundredfold(share, digits)}%"


def percent_range(low: float, high: float) -> str:
    """The ends of an interval, 0.938 and 0.947, as `93.8-94.7%`."""
    return f"{hundredfold(low)}-{percent(high)}"

"""Two things timed in turn."""

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any


def seconds(function: Callable[[], Any]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def compare(
    name: str,
    ours: Callable[[], Any],
    other: Callable[[], Any],
    other_name: str,
    rounds: int = 3,
) -> Iterator[tuple[str, ...]]:
    """Call both in turn; yield a row of medians, and the median of the pairs' ratios."""
    pairs = [(seconds(ours), seconds(other)) for _ in range(rounds)]
    ratio = median(theirs / mine for mine, theirs in pairs)
    mine, theirs = (median(times) for times in zip(*pairs, strict=True))
    yield name, f"{mine:.2f} s", f"{theirs:.2f} s", f"{ratio:.2f} times as fast", other_name

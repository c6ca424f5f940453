"""Timing of functions, alone, in turn, or in a separate process."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from typing import Any


def seconds(function: Callable[[], Any]) -> float:
    """Return the wall-clock seconds of one call."""
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
    """Call both functions in turn; yield a row of median times and the median ratio of pairs."""
    pairs = [(seconds(ours), seconds(other)) for _ in range(rounds)]
    ratio = median(theirs / mine for mine, theirs in pairs)
    mine, theirs = (median(times) for times in zip(*pairs, strict=True))
    yield name, f"{mine:.2f} s", f"{theirs:.2f} s", f"{ratio:.2f} times as fast", other_name


class InProcess:
    """A function in a separate process, created by `make(*arguments)` and warmed up by a call.

    The process is separate because libraries set up their threads once per process.

    Attributes:
        first: the seconds of the first call, which includes set-up such as compiling.
    """

    def __init__(self, make: Callable[..., Callable[[], Any]], *arguments: Any) -> None:
        """Start the process, create the function there and call it once."""
        self._pool = ProcessPoolExecutor(1, get_context("spawn"))
        self._pool.submit(_make, make, *arguments).result()
        self.first = seconds(self)

    def __call__(self) -> None:
        """Call the function in the process and wait for it."""
        self._pool.submit(_call).result()

    def count_busy_cores(self) -> float:
        """Return the average number of cores that a call keeps busy."""
        return self._pool.submit(_count_busy_cores).result()

    def __enter__(self) -> "InProcess":
        """Return itself; the `with` statement ends the process."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._pool.shutdown()


def _make(make: Callable[..., Callable[[], Any]], *arguments: Any) -> None:
    global _function
    _function = make(*arguments)


def _call() -> None:
    _function()


def _count_busy_cores() -> float:
    wall, processor = time.perf_counter(), time.process_time()
    _function()
    return (time.process_time() - processor) / (time.perf_counter() - wall)

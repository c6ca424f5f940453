"""A live line at the bottom of the terminal: the node that runs, its progress and the time left.

Code reports its progress to the logger `PACKAGE.progress` of its project::

    progress = logging.getLogger("my_package").getChild("progress")
    progress.info("epoch 5 of 14")

The line shows the message. Where there is no line, the message is logged as usual, so messages for
the line alone have the level DEBUG. Two attributes of a record say more than its message:

- `extra={"progress": ("epoch 5 of 14", "accuracy 93.1%")}`: the parts to show instead. The first
  one is the most important, the second one the least.
- `extra={"seconds_left": (110, 98)}`: the estimated time left now, and when the current step ends.

The line is drawn without Rich's `Live`, which would break long lines of the log and pass output
that the user redirects to a file on to the terminal. The cursor stays visible, so that a killed run
leaves the terminal as it was.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout, suppress
from functools import partial
from typing import Any, NamedTuple, TextIO, cast

from kedro.framework import project

INTERVAL = 0.25  # seconds between two updates
A_WHILE = 1  # seconds after which the line shows the duration
ERASE = "\r\x1b[2K"  # to the first column; the whole line (ECMA-48)


class Progress(NamedTuple):
    """What a run is doing.

    Attributes:
        what: the step of the run, such as the place and the name of a node.
        since: the time of its start, on the monotonic clock.
        parts: the progress within the step.
        left: the estimated seconds left, and the estimate for the end of the current part.
        reported: the time of the last report.
    """

    what: str
    since: float
    parts: tuple[str, ...] = ()
    left: tuple[float, float] | None = None
    reported: float = 0

    def describe(self, now: float, width: int) -> str:
        """Return a text of at most `width` columns."""
        from rich.cells import cell_len, set_cell_size

        parts = [*self.parts]
        while True:
            text = self._join(parts, now)
            if cell_len(text) <= width:
                return text
            if len(parts) <= 1:
                return set_cell_size(text, width)
            del parts[1]

    def _join(self, parts: list[str], now: float) -> str:
        seconds = self._estimate(now)
        if seconds >= 1:
            parts = [*parts, f"{format_duration(seconds)} left"]
        if parts:
            return " ".join(f"{self.what}: {', '.join(parts)}".split())
        duration = now - self.since
        return self.what + (f", for {format_duration(duration)}" if duration >= A_WHILE else "")

    def _estimate(self, now: float) -> float:
        """Return the seconds left; a part that takes longer than estimated stops the countdown."""
        if self.left is None:
            return 0
        left, at_end_of_part = self.left
        return max(left - (now - self.reported), at_end_of_part)


def format_duration(seconds: float) -> str:
    """Format a duration, from ten minutes up without seconds: 110 as `1 min 50 s`."""
    seconds = int(seconds)
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 10:
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


class LiveLine(logging.Handler):
    """The last line of a terminal, below all other output."""

    def __init__(self, stream: TextIO) -> None:
        """Take a stream that is a terminal; nothing is drawn yet."""
        super().__init__()
        self._terminal = reopen(stream)
        self._is_midline = False  # whether other output has begun a line
        self._drawn = ""
        self._prepare()
        os.register_at_fork(after_in_child=self._end_in_child)
        self.show("starting")

    def _prepare(self) -> None:
        self._guard, self._ended = threading.RLock(), threading.Event()

    def _end_in_child(self) -> None:
        """Leave the line to the parent process, whose thread may hold the lock now."""
        self._prepare()
        self._ended.set()

    def show(self, what: str) -> None:
        """Show the next step of the run, without progress."""
        self._progress = Progress(what, time.monotonic())

    def emit(self, record: logging.LogRecord) -> None:
        """Show the progress within the step."""
        self._progress = self._progress._replace(
            parts=getattr(record, "progress", (record.getMessage(),)),
            left=getattr(record, "seconds_left", None),
            reported=time.monotonic(),
        )

    @contextmanager
    def drawn(self) -> Iterator[None]:
        """Draw the line until the end of the block, and erase it."""
        thread = threading.Thread(target=self._update, name="live line", daemon=True)
        self._draw()
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            with self._guard:
                self._erase()
            thread.join()

    def print_above(self, stream: TextIO, text: str) -> int:
        """Write a text to a stream on the same terminal, and move the line below it."""
        with self._guard:
            self._erase()
            written = stream.write(text)
            stream.flush()
            if text:
                self._is_midline = not text.endswith("\n")
            self._draw()
        return written

    def _update(self) -> None:
        while not self._ended.wait(INTERVAL):
            self._draw()

    def _draw(self) -> None:
        with self._guard:
            if self._ended.is_set() or self._is_midline or not self._is_in_foreground():
                return
            text = self._progress.describe(time.monotonic(), self._find_width())
            if text != self._drawn:
                self._write(ERASE + text)
                self._drawn = text

    def _erase(self) -> None:
        if self._drawn:
            self._write(ERASE)
            self._drawn = ""

    def _write(self, text: str) -> None:
        with suppress(OSError):  # the terminal was closed
            self._terminal.write(text)
            self._terminal.flush()

    def _is_in_foreground(self) -> bool:
        """Return whether the shell has not put the run into the background."""
        try:
            return os.tcgetpgrp(self._terminal.fileno()) == os.getpgrp()
        except OSError:  # the terminal does not control the run
            return True

    def _find_width(self) -> int:
        """Return the columns up to the last one, in which some terminals start a new line."""
        with suppress(OSError):
            return (os.get_terminal_size(self._terminal.fileno()).columns or 80) - 1
        return 79


def reopen(stream: TextIO) -> TextIO:
    """Return another stream to the same terminal.

    It is valid while a library redirects the descriptor of the first. It is never closed, since
    handlers of other libraries may keep it.
    """
    stream.flush()
    descriptor = os.dup(stream.fileno())
    return open(descriptor, "w", encoding=stream.encoding, errors="replace", closefd=False)


class _Above:
    """A stream to the terminal whose text appears above the line."""

    def __init__(self, stream: TextIO, line: LiveLine) -> None:
        self._stream = reopen(stream)
        self.write = partial(line.print_above, self._stream)

    def writelines(self, lines: list[str]) -> None:
        self.write("".join(lines))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


_line: LiveLine | None = None


def show(what: str) -> None:
    """Show the next step of the run in the live line, if there is one."""
    if _line:
        _line.show(what)


@contextmanager
def live_line() -> Iterator[None]:
    """Draw a live line while a command runs, if standard error is a terminal.

    The log, standard output and standard error appear above it.
    """
    global _line
    if not has_terminal():
        yield
        return
    _line = LiveLine(sys.stderr)
    try:
        with ExitStack() as stack:
            _redirect(_line, stack)
            stack.enter_context(_line.drawn())
            yield
    finally:
        _line = None


def has_terminal() -> bool:
    """Return whether standard error is a terminal that can erase a line."""
    is_plain = os.environ.get("TERM", "dumb") == "dumb" or os.environ.get("CI")
    return os.name == "posix" and not is_plain and sys.stderr is not None and sys.stderr.isatty()


def _redirect(line: LiveLine, stack: ExitStack) -> None:
    """Show the output to the terminal above the line, and reports of progress in the line only."""
    stderr = cast(TextIO, _Above(sys.stderr, line))
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr:
            stack.callback(handler.setStream, sys.stderr)
            handler.setStream(stderr)
        if not isinstance(handler, logging.FileHandler):
            handler.addFilter(_is_other)
            stack.callback(handler.removeFilter, _is_other)
    stack.enter_context(redirect_stderr(stderr))
    if sys.stdout is not None and sys.stdout.isatty():
        stack.enter_context(redirect_stdout(cast(TextIO, _Above(sys.stdout, line))))
    progress = _find_logger()
    stack.callback(progress.setLevel, progress.level)
    stack.callback(progress.removeHandler, line)
    progress.setLevel(logging.DEBUG)
    progress.addHandler(line)


def _find_logger() -> logging.Logger:
    return logging.getLogger(project.PACKAGE_NAME).getChild("progress")


def _is_other(record: logging.LogRecord) -> bool:
    """Return whether a record reports no progress."""
    return record.name != _find_logger().name

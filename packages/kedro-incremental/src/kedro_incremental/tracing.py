"""Tracing of the functions that a node calls, and of the times of imports."""

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

Ran = tuple[str, str]  # file or module of a function, and its qualified name
_TOOL = 4  # an identifier of sys.monitoring (0 to 5) that debuggers and profilers do not use
_SKEW = 60.0  # seconds by which the clock of a file system may be ahead
_STARTED = time.time()
_imported: dict[str, float] = {}


class Trace:
    """Collects the functions called in all threads between `start` and `stop`, unless paused.

    Python 3.12 and later report each function once (PEP 669), at no measurable cost. Python 3.11
    reports every call, which slows down all code.

    Attributes:
        ran: the functions called; None if tracing is off or another tool traces already.
    """

    def __init__(self, is_wanted: bool = True) -> None:
        """Create a trace that has not started; without `is_wanted` it never collects anything."""
        self.ran: set[Ran] | None = set() if is_wanted else None
        self._thread = threading.local()  # has `is_paused` while this thread pauses the trace

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Collect nothing in this thread during a block."""
        self._thread.is_paused = True
        try:
            yield
        finally:
            del self._thread.is_paused

    def start(self) -> None:
        """Start collecting."""
        if self.ran is None:
            return
        if sys.version_info >= (3, 12):
            monitoring = sys.monitoring
            if monitoring.get_tool(_TOOL) is not None:
                self.ran = None
                return
            monitoring.use_tool_id(_TOOL, "kedro-incremental")
            monitoring.register_callback(_TOOL, monitoring.events.PY_START, self._note_start)
            monitoring.restart_events()
            monitoring.set_events(_TOOL, monitoring.events.PY_START)
        elif sys.gettrace() is not None:
            self.ran = None
        else:
            threading.settrace(self._note_call)
            sys.settrace(self._note_call)

    def stop(self) -> None:
        """Stop collecting."""
        if self.ran is None:
            return
        if sys.version_info >= (3, 12):
            sys.monitoring.set_events(_TOOL, 0)
            sys.monitoring.free_tool_id(_TOOL)
        else:
            sys.settrace(None)
            threading.settrace(None)

    def _note_start(self, code: CodeType, _: int) -> Any:
        if not self._note(code):
            return None  # the function may be called again where the trace is not paused
        return sys.monitoring.DISABLE  # type: ignore[attr-defined,unused-ignore]

    def _note_call(self, frame: FrameType, event: str, argument: object) -> None:
        self._note(frame.f_code)

    def _note(self, code: CodeType) -> bool:
        if self.ran is None or hasattr(self._thread, "is_paused"):
            return False
        self.ran.add((code.co_filename, code.co_qualname))
        return True


class UntracedHooks:
    """A hook manager that pauses the trace during hooks, which are not code of the node."""

    def __init__(self, manager: Any, trace: Trace) -> None:
        """Wrap the hook manager of a run."""
        self.hook = self
        self._manager = manager
        self._trace = trace

    def __getattr__(self, name: str) -> Any:
        """Return a hook that runs untraced."""
        call = getattr(self._manager.hook, name)

        def call_untraced(**arguments: Any) -> Any:
            with self._trace.paused():
                return call(**arguments)

        return call_untraced


@contextmanager
def tracing(may_load_code: bool) -> Iterator[Trace]:
    """Trace the functions called in a block.

    Args:
        may_load_code: whether the inputs of the node may contain objects of classes that its code
            does not name, as pickles do. Python 3.11 traces only such nodes.
    """
    trace = Trace(may_load_code or sys.version_info >= (3, 12))
    trace.start()
    try:
        yield trace
    finally:
        trace.stop()


class _ImportClock:
    """A module finder that never finds a module, but notes the time of each search."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        _imported[name] = time.time()


def start_import_clock() -> None:
    """Start to record when modules are imported."""
    if not any(isinstance(finder, _ImportClock) for finder in sys.meta_path):
        sys.meta_path.insert(0, _ImportClock())


def find_edited(modules: Iterable[str], path_of: Any) -> list[str]:
    """Return the modules whose files were edited after this process imported them.

    A time in the future, beyond the skew of two clocks, says nothing about edits.
    """
    latest = time.time() + _SKEW
    return [
        name
        for name in modules
        if name in sys.modules
        and isinstance(path := path_of(name), Path)
        and path.is_file()
        and _imported.get(name, _STARTED) < path.stat().st_mtime < latest
    ]


start_import_clock()  # at import, since the plugin is imported before the project

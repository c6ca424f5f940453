"""What Python ran: the functions that a node calls, and when modules were imported."""

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

Ran = tuple[str, str]  # the file of a function, or its module; and its qualified name
_TOOL = 4  # of the identifiers 0 to 5 of sys.monitoring one that debuggers and profilers leave
_STARTED = time.time()
_imported: dict[str, float] = {}


@contextmanager
def tracing() -> Iterator[set[Ran] | None]:
    """Collect the functions that run, in all threads; None where another tool traces.

    Python 3.12 tells once of each function (PEP 669), which costs nothing that can be measured;
    Python 3.11 tells of every call.
    """
    ran: set[Ran] = set()
    if sys.version_info >= (3, 12):
        monitoring = sys.monitoring
        if monitoring.get_tool(_TOOL) is not None:
            yield None
            return

        def note(code: CodeType, _: int) -> Any:
            ran.add((code.co_filename, code.co_qualname))
            return monitoring.DISABLE

        monitoring.use_tool_id(_TOOL, "kedro-incremental")
        monitoring.register_callback(_TOOL, monitoring.events.PY_START, note)
        monitoring.restart_events()
        monitoring.set_events(_TOOL, monitoring.events.PY_START)
        try:
            yield ran
        finally:
            monitoring.set_events(_TOOL, 0)
            monitoring.free_tool_id(_TOOL)
    else:
        if sys.gettrace() is not None:
            yield None
            return

        def note_call(frame: FrameType, event: str, argument: object) -> None:
            ran.add((frame.f_code.co_filename, frame.f_code.co_qualname))

        threading.settrace(note_call)
        sys.settrace(note_call)
        try:
            yield ran
        finally:
            sys.settrace(None)
            threading.settrace(None)


class _ImportClock:
    """A finder of modules that finds none, but keeps when each was last looked for."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        _imported[name] = time.time()


def start_import_clock() -> None:
    """Keep from now on when modules are imported."""
    if not any(isinstance(finder, _ImportClock) for finder in sys.meta_path):
        sys.meta_path.insert(0, _ImportClock())


def find_edited(modules: Iterable[str], path_of: Any) -> list[str]:
    """Return the modules whose files were edited after this process imported them."""
    return [
        name
        for name in modules
        if name in sys.modules
        and isinstance(path := path_of(name), Path)
        and path.is_file()
        and path.stat().st_mtime > _imported.get(name, _STARTED)
    ]

"""The import of TensorFlow in a run: reported, and without the log of its libraries.

These log messages about drivers and processors while they load. Set TF_CPP_MIN_LOG_LEVEL to 0 to
see these and all later messages. Fatal errors are always shown.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.machinery import ModuleSpec, PathFinder
from subprocess import PIPE, Popen, TimeoutExpired
from types import ModuleType
from typing import IO, Any, cast

from fashion_mnist.networks.backend import progress

# Information (I), such as the lack of a GPU, warnings (W) and errors (E), but no fatal errors (F).
NATIVE_LOG = "^(WARNING: All log messages before absl::InitializeLog|[IWE][0-9]{4} [0-9:.]+ )"


def report_tensorflow_import() -> None:
    """Report the next import of TensorFlow, and hide what its libraries log.

    Kedro's dataset of networks imports TensorFlow too, so this affects the import by any module.
    """
    if not any(isinstance(finder, _TensorFlowFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _TensorFlowFinder())


class _TensorFlowFinder:
    """Finds TensorFlow as Python does, with another way to load it."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name == "tensorflow" else None
        if spec and spec.loader:
            load = spec.loader.exec_module

            def load_quietly(module: ModuleType) -> None:
                progress.debug("importing TensorFlow")
                with _without_native_log():
                    load(module)
                progress.debug("imported TensorFlow", extra={"progress": ()})

            spec.loader.exec_module = load_quietly  # type: ignore[method-assign]
        return spec


@contextmanager
def _without_native_log() -> Iterator[None]:
    """Hide what TensorFlow's libraries log while they load, unless the environment asks for it.

    They write directly to the descriptor of standard error, and read TF_CPP_MIN_LOG_LEVEL too late.
    The filter is another process, so it still forwards the final messages if a library crashes this
    process.
    """
    grep = shutil.which("grep")
    with ExitStack() as stack:
        if grep and os.environ.get("TF_CPP_MIN_LOG_LEVEL") == "3":
            with suppress(OSError):  # standard error is closed, or no process can be started
                stderr = os.dup(2)
                stack.callback(os.close, stderr)
                command = [grep, "--line-buffered", "-avE", NATIVE_LOG]
                # In a session of its own, Ctrl+C does not reach it.
                log_filter = Popen(command, stdin=PIPE, stdout=stderr, start_new_session=True)
                stack.callback(_stop_filter, log_filter)
                os.dup2(cast(IO[bytes], log_filter.stdin).fileno(), 2)
                stack.callback(os.dup2, stderr, 2)
        yield


def _stop_filter(log_filter: Popen[bytes]) -> None:
    cast(IO[bytes], log_filter.stdin).close()
    with suppress(TimeoutExpired):  # a process that the import has started still writes
        log_filter.wait(timeout=1)

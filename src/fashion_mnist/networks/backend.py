"""TensorFlow and Keras, imported on first use. No other module imports them.

TensorFlow's libraries log messages about drivers and processors while they load. Set
TF_CPP_MIN_LOG_LEVEL to 0 to see these and all later messages. Fatal errors are always shown.
"""

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from subprocess import PIPE, Popen, TimeoutExpired
from types import ModuleType
from typing import IO, Any, TypeAlias, cast

from fashion_mnist.parameters.processor import set_up_tensorflow

# TensorFlow and Keras ship no type annotations.
Dataset: TypeAlias = Any
Layer: TypeAlias = Any
Model: TypeAlias = Any
Tensor: TypeAlias = Any

# What TensorFlow's libraries log while they load, such as the lack of a GPU: information (I),
# warnings (W) and errors (E). Fatal errors (F) are not among them.
NATIVE_LOG = "^(WARNING: All log messages before absl::InitializeLog|[IWE][0-9]{4} [0-9:.]+ )"

# Reports for the live line of a run in a terminal, elsewhere for the log: see
# kedro_incremental.progress.
progress = logging.getLogger("fashion_mnist").getChild("progress")


def prepare_tensorflow() -> None:
    """Set TensorFlow's environment variables, and let its import be reported and print less.

    Kedro's dataset of networks imports TensorFlow too, so this affects the import by any module.
    """
    set_up_tensorflow()
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
    The filter is another process, so it passes on the last words of this one if a library crashes.
    """
    with ExitStack() as stack:
        with suppress(OSError):  # standard error is closed, or no process can be started
            _filter_stderr(stack)
        yield


def _filter_stderr(stack: ExitStack) -> None:
    grep = shutil.which("grep")
    if grep is None or os.environ.get("TF_CPP_MIN_LOG_LEVEL") != "3":
        return
    stderr = os.dup(2)
    stack.callback(os.close, stderr)
    matching = Popen(
        [grep, "--line-buffered", "-avE", NATIVE_LOG],
        stdin=PIPE,
        stdout=stderr,
        start_new_session=True,  # Ctrl+C does not reach it
    )
    stack.callback(_end, matching)
    os.dup2(cast(IO[bytes], matching.stdin).fileno(), 2)
    stack.callback(os.dup2, stderr, 2)


def _end(matching: Popen[bytes]) -> None:
    cast(IO[bytes], matching.stdin).close()
    with suppress(TimeoutExpired):  # a process that the import has started still writes
        matching.wait(timeout=1)


class _LazyModule:
    """A module that is imported when one of its attributes is first read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


prepare_tensorflow()
# TensorFlow warns when several networks predict in one process.
logging.getLogger("tensorflow").addFilter(lambda record: record.levelno >= logging.ERROR)
keras: Any = _LazyModule("keras")
tf: Any = _LazyModule("tensorflow")

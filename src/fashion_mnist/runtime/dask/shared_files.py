"""Whether two machines see the same files."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.changes.dataset_files import Config, FileState, list_files, look_at

PATIENCE = 60.0  # seconds: network file systems remember for as long what is in a folder


def find_states(configs: Iterable[Config]) -> dict[str, FileState]:
    """The states of the files of some datasets, by their paths."""
    return {str(path): look_at(path) for config in configs for path in list_files(config)}


def await_files(states: Mapping[str, FileState], who: str, patience: float = PATIENCE) -> None:
    """Wait until the files are here as they are elsewhere.

    Raises:
        InputError: a file is not, or is another one.
    """
    deadline = time.monotonic() + patience
    for path, state in states.items():
        while not _is_here(Path(path), state):
            if time.monotonic() >= deadline:
                raise InputError(
                    f"Expected {path} here as the worker {who} has saved it. Received "
                    f"{'another file' if Path(path).exists() else 'none'}: let the workers and "
                    "this process see the same storage at the same path."
                )
            time.sleep(0.1)


def _is_here(path: Path, state: FileState) -> bool:
    return path.is_file() and look_at(path, state).sha256 == state.sha256

"""Whether two machines see the same files."""

import time
from collections.abc import Iterable, Mapping, Sequence

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.changes.dataset_files import Config, FileState, list_files, look_at

PATIENCE = 60.0  # seconds: network file systems remember for as long what is in a folder


def find_states(
    configs: Iterable[Config], known: Mapping[str, FileState] | None = None
) -> dict[str, FileState]:
    """The states of the files of some datasets, by their paths, where they may be known."""
    files = {str(path): path for config in configs for path in list_files(config)}
    return {name: look_at(path, (known or {}).get(name)) for name, path in files.items()}


def await_files(
    configs: Sequence[Config],
    states: Mapping[str, FileState],
    who: str,
    patience: float = PATIENCE,
) -> None:
    """Wait until the files of some datasets are here as they are elsewhere.

    Raises:
        InputError: a file is not, or is another one.
    """
    deadline = time.monotonic() + patience
    while (here := find_states(configs, states)) != states:
        wrong = [
            path
            for path, state in states.items()
            if path not in here or here[path].sha256 != state.sha256
        ]
        if not wrong:
            return
        if time.monotonic() >= deadline:
            raise InputError(
                f"Expected {wrong[0]} here as the worker {who} has saved it. Received "
                f"{'another file' if wrong[0] in here else 'none'}: let the workers and "
                "this process see the same storage at the same path."
            )
        time.sleep(0.1)

"""One run at a time in a folder of data."""

import getpass
import json
import os
import platform
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog

from fashion_mnist.datasets.places import find_place, is_remote
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.atomic_catalog import remove_partial_files
from fashion_mnist.runtime.changes.current_state import RECORDS
from fashion_mnist.runtime.changes.dataset_files import config_of
from fashion_mnist.runtime.changes.node_code import digest
from fashion_mnist.runtime.stores import check_store

WAIT = "KEDRO_RUN_WAIT"  # the environment variable that `kedro run --wait` sets


class RunLock:
    """Holds a lock on the folder of data while a run is at work there.

    The system frees the lock of a process that has ended, however it ended.
    """

    def __init__(self) -> None:
        """Hold none yet."""
        self._lock: FileLock | None = None

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Remember the folder of the project."""
        self._project = Path(context.project_path)

    @hook_impl(tryfirst=True)
    def before_pipeline_run(self, catalog: DataCatalog) -> None:
        """Take the lock, and remove what killed runs left unfinished.

        For data in a store the lock is in the project's own folder, against other runs of it.

        Raises:
            InputError: another run holds it, or the store cannot be written to.
        """
        config = config_of(catalog, RECORDS)
        if config is None:
            return
        folder = find_place(config["path"]).parent
        if is_remote(folder):
            self._lock = acquire(self._project / f"data/.run.{digest(str(folder))}.lock")
            check_store(f"{folder}/.run.json", json.dumps(_describe_process()))
        else:
            self._lock = acquire(folder / ".run.lock")
            remove_partial_files(folder, catalog)

    @hook_impl(trylast=True)
    def after_pipeline_run(self) -> None:
        """Give the lock back."""
        self._release()

    @hook_impl
    def on_pipeline_error(self) -> None:
        """Give the lock back."""
        self._release()

    def _release(self) -> None:
        if self._lock:
            self._lock.release()


def acquire(path: Path) -> FileLock:
    """Take a lock, at once or after waiting for it if that is asked for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(path), path.with_suffix(".json")
    try:
        lock.acquire(timeout=-1 if os.environ.get(WAIT) else 0)
    except Timeout:
        raise InputError(_describe_holder(holder, path.parent)) from None
    holder.write_text(json.dumps(_describe_process()), encoding="utf-8")
    return lock


def _describe_process() -> dict[str, Any]:
    return {
        "process": os.getpid(),
        "user": getpass.getuser(),
        "machine": platform.node(),
        "since": datetime.now().astimezone().isoformat(sep=" ", timespec="seconds"),
        "command": " ".join(sys.argv),
    }


def _describe_holder(path: Path, data: Path) -> str:
    try:
        who = json.loads(path.read_text(encoding="utf-8"))
        holder = (
            f"process {who['process']} of {who['user']} on {who['machine']} since {who['since']} "
            f"({who['command']})"
        )
    except (OSError, ValueError, KeyError):
        holder = "another process"
    return (
        f"Expected no other run in {data}. Received one: {holder}. Wait until it has ended, or "
        "have this one wait by --wait."
    )

"""A lock that allows one run at a time in a folder of records."""

import getpass
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from kedro.utils import find_kedro_project

from kedro_incremental.digests import digest_json
from kedro_incremental.errors import IncrementalError
from kedro_incremental.places import is_remote
from kedro_incremental.progress import show

WAIT = "KEDRO_RUN_WAIT"  # environment variable: if set, a run waits for another one to end


@contextmanager
def run_lock(records: str) -> Iterator[None]:
    """Hold the lock of a folder of records.

    The operating system releases the lock of a process that ends in any way. For records in an
    object store the lock is in the project's `data` folder and excludes other runs of the same
    project folder.

    Raises:
        IncrementalError: another run holds the lock.
    """
    if is_remote(records):
        project = find_kedro_project(Path.cwd()) or Path.cwd()
        path = project / f"data/.run.{digest_json(records)}.lock"
    else:
        path = Path(records).parent / ".run.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(path), path.with_suffix(".json")
    if os.environ.get(WAIT):
        show("waiting for another run")
    try:
        lock.acquire(timeout=-1 if os.environ.get(WAIT) else 0)
    except Timeout:
        raise IncrementalError(_describe_holder(holder, path.parent)) from None
    try:
        holder.write_text(json.dumps(describe_process()), encoding="utf-8")
        yield
    finally:
        lock.release()


def describe_process() -> dict[str, Any]:
    """Return the identifier, user, machine and command of this process, and the current time."""
    return {
        "process": os.getpid(),
        "user": find_user(),
        "machine": platform.node(),
        "since": datetime.now().astimezone().isoformat(sep=" ", timespec="seconds"),
        "command": " ".join(sys.argv),
    }


def find_user() -> str:
    """Return the name of the user, or the user ID if it has no name, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # OSError from Python 3.13 on
        return str(os.getuid())


def _describe_holder(path: Path, data: Path) -> str:
    try:
        who = json.loads(path.read_text(encoding="utf-8"))
        holder = (
            f"process {who['process']} of {who['user']} on {who['machine']} since {who['since']} "
            f"({who['command']})"
        )
    except (OSError, ValueError, KeyError, TypeError):
        holder = "another process"
    return f"Another run is using {data}: {holder}. Wait until it ends, or use --wait."

"""Temporary folders of which a kill leaves none for good."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

LOCK = ".lock"  # in the folder, as long as its process is at work


@contextmanager
def temporary_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder and remove it in the end, as well as those that killed processes left.

    These are the ones beside it that begin with `prefix` and whose lock nobody holds.
    """
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as name, FileLock(Path(name, LOCK)):
        folder = Path(name)
        for other in parent.glob(f"{prefix}*"):
            if other != folder and _has_same_owner(other, folder) and (other / LOCK).is_file():
                with suppress(Timeout), FileLock(other / LOCK, timeout=0):
                    shutil.rmtree(other, ignore_errors=True)
        yield folder


def _has_same_owner(other: Path, folder: Path) -> bool:
    """Whether this is a folder, and of the same user; others may write beside it too."""
    return other.is_dir() and not other.is_symlink() and other.stat().st_uid == folder.stat().st_uid


@contextmanager
def own_temporary_files() -> Iterator[None]:
    """Keep what this process and its libraries write to a temporary folder in one of its own."""
    before = tempfile.tempdir
    with temporary_folder(Path(tempfile.gettempdir()), "fashion-mnist-") as folder:
        tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before

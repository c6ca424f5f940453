"""What the project's datasets share."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar, NoReturn, TypeVar

import numpy as np
from filelock import FileLock, Timeout
from kedro.io import AbstractDataset, DatasetError
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

Loaded = TypeVar("Loaded")
Metadata = dict[str, object]  # of a catalog entry, for plugins such as kedro-viz
LOCK = ".lock"  # in the folder, as long as its process is at work


class ReadOnlyDataset(AbstractDataset[None, Loaded]):
    """Loads what is not to be changed: people's own files, or facts about files and the machine."""

    _advice: ClassVar[str] = ""  # what to do instead of saving

    def save(self, data: None) -> NoReturn:
        """Refuse.

        Raises:
            DatasetError: always.
        """
        raise DatasetError(f"{type(self).__name__} is read-only{self._advice}")


def make_preview(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> TablePreview:
    """A table with numbered rows."""
    return TablePreview({"index": list(range(len(rows))), "columns": columns, "data": rows})


def summarise(array: NDArray[np.generic]) -> TablePreview:
    """The shape, type and range of an array of numbers or names, as a table."""
    low, high = "none", "none"
    if array.size and array.dtype.kind == "U":
        low, high = np.sort(array, axis=None)[[0, -1]]
    elif array.size:
        low, high = array.min(), array.max()
    rows = [
        ("shape", " x ".join(map(str, array.shape))),
        ("data type", str(array.dtype)),
        ("minimum", str(low)),
        ("maximum", str(high)),
    ]
    return make_preview(["property", "value"], rows)


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

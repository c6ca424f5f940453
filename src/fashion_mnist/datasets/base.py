"""Base classes and helpers of the project's datasets."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, ClassVar, NoReturn, TypeAlias, TypeVar

import numpy as np
from filelock import FileLock
from kedro.io import AbstractDataset, DatasetError
from kedro.utils import load_obj
from kedro_datasets._typing import TablePreview
from numpy.typing import NDArray

Loaded = TypeVar("Loaded")
Metadata: TypeAlias = dict[str, object] | None  # of a catalog entry, for plugins like kedro-viz
LOCK = ".lock"  # a file in each temporary folder, locked while its process runs


class ReadOnlyDataset(AbstractDataset[None, Loaded]):
    """Base of datasets that cannot save: users' files, or facts about files and the machine."""

    _filepath: Any
    _init_args: dict[str, Any]

    def save(self, data: None) -> NoReturn:
        """Refuse to save: raise DatasetError."""
        raise DatasetError(f"{type(self).__name__} is read-only: it cannot be a node's output")

    def _exists(self) -> bool:
        return bool(self._filepath.exists())

    def _describe(self) -> dict[str, object]:
        """Return the arguments that the catalog gives, which Kedro keeps."""
        hidden = {"credentials", "metadata"}
        return {name: value for name, value in self._init_args.items() if name not in hidden}


class PackagedFileDataset(ReadOnlyDataset[Loaded]):
    """Base of datasets that load a file of the package, so that an entry has no path."""

    file: ClassVar[Traversable]

    def __init__(self, *, metadata: Metadata = None) -> None:
        """Point to the file in the package."""
        self.metadata = metadata

    def _exists(self) -> bool:
        return self.file.is_file()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self.file}


def state_of_packaged_file(entry: dict[str, Any]) -> str | None:
    """Return the SHA-256 digest of an entry's file in the package; None without a file."""
    file = load_obj(entry["type"]).file
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def make_preview(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> TablePreview:
    """Make the preview of a table with numbered rows."""
    return TablePreview({"index": list(range(len(rows))), "columns": columns, "data": rows})


def summarise(array: NDArray[np.generic]) -> TablePreview:
    """Tabulate the shape, dtype and range of an array of numbers or names."""
    low, high = "none", "none"
    if array.size and array.dtype.kind == "U":
        low, high = np.sort(array, axis=None)[[0, -1]]
    elif array.size:
        low, high = array.min(), array.max()
    shape = " x ".join(map(str, array.shape))
    rows = {"shape": shape, "data type": array.dtype, "minimum": low, "maximum": high}
    return make_preview(["property", "value"], [(name, str(row)) for name, row in rows.items()])


@contextmanager
def temporary_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a temporary folder, and remove the user's others whose lock no process holds."""
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as name, FileLock(Path(name, LOCK)):
        folder = Path(name)
        for other in parent.glob(f"{prefix}*"):
            with suppress(OSError):  # in use, removed by its process just now, or another user's
                user = (other / LOCK).stat().st_uid
                if other == folder or other.is_symlink() or user != folder.stat().st_uid:
                    continue
                with FileLock(other / LOCK, timeout=0):
                    shutil.rmtree(other, ignore_errors=True)
        yield folder


@contextmanager
def own_temporary_files() -> Iterator[None]:
    """Put the temporary files of this process and its libraries into a folder of their own."""
    before = tempfile.tempdir
    with temporary_folder(Path(tempfile.gettempdir()), "fashion-mnist-") as folder:
        tempfile.tempdir = str(folder)
        try:
            yield
        finally:
            tempfile.tempdir = before

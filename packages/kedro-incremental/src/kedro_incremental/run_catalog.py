"""A catalog for runs that never leaves a half-written file under its final name."""

import inspect
import logging
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, Self
from uuid import uuid4

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from kedro.io import AbstractVersionedDataset, DatasetError
from kedro.pipeline import Node

from kedro_incremental.datasets import Catalog, FileState, entry_of, stat_file, status_from
from kedro_incremental.kedro_internals import (
    file_system_of,
    is_appended_to,
    redirect,
    save_path_of,
    validate,
)
from kedro_incremental.pickles import (
    VerifyingCatalog,
    check_pickles,
    is_verified,
    trust,
    trust_files,
)
from kedro_incremental.records import find_records

log = logging.getLogger("kedro.io.data_catalog")  # logs the saves of all other datasets
PARTIAL = ".partial-"  # prefix of the names of incomplete files
NAME = re.compile(rf"{re.escape(PARTIAL)}(\d+)-[0-9a-f]{{8}}-")  # group 1: the writing process


class RunCatalog:
    """Loads and saves the datasets of one node, with atomic saves.

    A dataset is saved to a partial file in the same folder, which is renamed once it is complete.
    An error, an interrupt, a full disk or a kill leaves the earlier file unchanged. A file in an
    object store is saved on this machine first and uploaded once it is complete. The chunks of a
    generator go to one partial file until the node ends, so the catalog is a context manager.
    Datasets that are not subclasses of `AbstractVersionedDataset`, have no file system, append to
    a file or save to an existing folder save themselves.

    Attributes:
        uploaded: states of the uploaded files by address, so that nobody has to read them again.
    """

    def __init__(self, catalog: Catalog, node: Node) -> None:
        """Wrap a catalog.

        Args:
            catalog: catalog of the run.
            node: node that loads and saves.
        """
        self._catalog = catalog
        self._in_chunks = inspect.isgeneratorfunction(inspect.unwrap(node.func))
        self._begun: dict[str, Path] = {}  # partial files of a generator
        self._stack = ExitStack()  # completes them
        self.uploaded: dict[str, FileState] = {}

    def __enter__(self) -> Self:
        """Return the catalog for one run of its node."""
        return self

    def __exit__(self, *error: Any) -> None:
        """Rename the partial files of a generator, or delete them if its node has failed."""
        self._stack.__exit__(*error)

    def __getattr__(self, name: str) -> Any:
        """Delegate everything else to the catalog of the run."""
        return getattr(self._catalog, name)

    def __getitem__(self, name: str) -> Any:
        """Return a dataset."""
        return self._catalog[name]

    def __setitem__(self, name: str, value: object) -> None:
        """Add a dataset or data, as hooks do."""
        self._catalog[name] = value

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the datasets."""
        return iter(self._catalog)

    def __len__(self) -> int:
        """Return the number of datasets."""
        return len([*self._catalog])

    def __contains__(self, name: str) -> bool:
        """Return whether the catalog has a dataset."""
        return name in self._catalog

    def load(self, ds_name: str, version: str | None = None) -> Any:
        """Load a dataset; files with `verify: true` are verified first."""
        if not isinstance(self._catalog, VerifyingCatalog):
            check_pickles(self._catalog, ds_name)
        return self._catalog.load(ds_name, version)

    def save(self, ds_name: str, data: object) -> None:
        """Save a dataset atomically where its class allows it."""
        dataset = self._catalog[ds_name]
        if ds_name in self._begun:
            self._save_to(ds_name, dataset, self._begun[ds_name], data)
        elif self._saves_itself(dataset):
            self._catalog.save(ds_name, data)
            trust_files(self._catalog, ds_name)
        elif self._in_chunks:
            self._begun[ds_name] = self._stack.enter_context(self._write(ds_name, dataset))
            self._save_to(ds_name, dataset, self._begun[ds_name], data)
        else:
            with self._write(ds_name, dataset) as partial:
                self._save_to(ds_name, dataset, partial, data)

    def _saves_itself(self, dataset: Any) -> bool:
        filesystem = file_system_of(dataset)
        if filesystem is None or not isinstance(dataset, AbstractVersionedDataset):
            return True
        appends = is_appended_to(dataset) and not self._in_chunks
        return appends or bool(filesystem.isdir(save_path_of(dataset).as_posix()))

    @contextmanager
    def _write(self, name: str, dataset: Any) -> Iterator[Path]:
        """Yield a local path to save to; the file goes to its place unless an error occurs."""
        path, filesystem = save_path_of(dataset), file_system_of(dataset)
        if filesystem is None or isinstance(filesystem, LocalFileSystem):
            with atomic_write(path) as partial:
                yield partial
                self._trust(name, path, partial)
        else:
            address = filesystem.unstrip_protocol(str(path))
            with atomic_upload(filesystem, path) as whole:
                yield whole
                self._trust(name, address, whole)
                sha256 = stat_file(whole).sha256 if whole.is_file() else None
            if sha256:
                status = status_from(filesystem.info(path.as_posix()))
                self.uploaded[address] = FileState(*status, sha256)
        dataset.release()  # clears the cached path of the last version

    def _save_to(self, name: str, dataset: Any, partial: Path, data: object) -> None:
        """Save to a partial file, after the validation that the catalog requires."""
        log.info("Saving data to %s (%s)...", name, type(dataset).__name__)
        checked = validate(self._catalog, name, data)
        try:
            redirect(dataset, partial).save(checked)
        except DatasetError as error:
            raise DatasetError(f"{name}: {error}") from error

    def _trust(self, name: str, address: object, whole: Path) -> None:
        if is_verified(entry_of(self._catalog, name)):
            for path in (whole, *whole.rglob("*")):
                if path.is_file():
                    trust(self._catalog, f"{address}{str(path).removeprefix(str(whole))}", path)


def begin_partial(path: Path) -> Path:
    """Return the path of a partial file in the folder of a path, which is created if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f"{PARTIAL}{os.getpid()}-{uuid4().hex[:8]}-{path.name}")


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield the path of a partial file, which is renamed to `path` unless an error occurs."""
    path = path.resolve()  # keeps a symbolic link
    partial = begin_partial(path)
    try:
        yield partial
        partial.replace(path)
    finally:
        _remove(partial)


@contextmanager
def atomic_upload(filesystem: AbstractFileSystem, path: PurePath) -> Iterator[Path]:
    """Yield the path of a local file, which is uploaded to a store unless an error occurs."""
    with TemporaryDirectory(prefix="to-be-put-") as folder:
        yield (whole := Path(folder, path.name))
        if whole.is_dir():
            filesystem.put(str(whole), path.as_posix(), recursive=True)
        else:
            filesystem.put_file(str(whole), path.as_posix())


def _remove(path: Path) -> None:
    """Delete a file or a folder, if it exists."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def remove_partial_files(folder: Path, names: Iterable[str], catalog: Catalog) -> None:
    """Delete partial files of processes that no longer exist.

    The caller must hold the lock of the folder. Only the folder itself and its subfolders with
    records or with files of the datasets are searched.

    Args:
        folder: folder of the run's lock.
        names: datasets that the run may save.
        catalog: catalog of the run.
    """
    folder = Path(os.path.normpath(folder))
    entries = (entry_of(catalog, name) or {} for name in names)
    paths = {Path(os.path.abspath(str(entry.get("filepath") or ""))) for entry in entries}
    parts = {folder / p.relative_to(folder).parts[0] for p in paths if folder in p.parents}
    parts.add(Path(find_records(catalog).folder))
    inside = (path for part in parts for path in part.rglob(f"{PARTIAL}*"))
    for path in [*folder.glob(f"{PARTIAL}*"), *inside]:
        process = NAME.match(path.name)
        if process and not _is_other_live_process(int(process[1])):
            _remove(path)


def _is_other_live_process(process: int) -> bool:
    """Return whether another process has this identifier; this one may reuse that of an earlier."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()

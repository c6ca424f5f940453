"""A catalog for runs that never leaves a half-written file under its final name."""

import inspect
import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from kedro.io import AbstractVersionedDataset, DatasetError
from kedro.pipeline import Node

from kedro_incremental.datasets import Catalog, FileState, entry_of, stat_file, status_from
from kedro_incremental.kedro_internals import file_system_of, redirect, save_path_of, validate
from kedro_incremental.pickles import VerifyingCatalog, check_pickles, is_verified, trust

log = logging.getLogger("kedro.io.data_catalog")  # logs the saves of all other datasets
PARTIAL = ".partial-"  # prefix of the names of incomplete files
NAME = re.compile(rf"{re.escape(PARTIAL)}(\d+)-[0-9a-f]{{8}}-")  # group 1: the writing process


class RunCatalog:
    """Loads and saves the datasets of one node, with atomic saves.

    A dataset is saved to a partial file in the same folder, which is renamed once it is complete.
    An error, an interrupt, a full disk or a kill leaves the earlier file unchanged. A file in an
    object store is saved on this machine first and uploaded once it is complete. The chunks of a
    generator go to one partial file until the node ends. Datasets that are not subclasses of
    `AbstractVersionedDataset`, or have no file system, save themselves.

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
        self._begun: dict[str, Path] = {}
        self.uploaded: dict[str, FileState] = {}

    def __getattr__(self, name: str) -> Any:
        """Delegate everything else to the catalog of the run."""
        return getattr(self._catalog, name)

    def __getitem__(self, name: str) -> Any:
        """Return a dataset."""
        return self._catalog[name]

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
        filesystem = file_system_of(dataset)
        if filesystem is None or not isinstance(dataset, AbstractVersionedDataset):
            self._catalog.save(ds_name, data)
            return
        path = save_path_of(dataset)
        if not isinstance(filesystem, LocalFileSystem):
            address = filesystem.unstrip_protocol(str(path))
            with atomic_upload(filesystem, path) as whole:
                self._save_to(ds_name, dataset, whole, data)
                self._trust(ds_name, address, whole)
                sha256 = stat_file(whole).sha256
            status = status_from(filesystem.info(path.as_posix()))
            self.uploaded[address] = FileState(*status, sha256)
        elif self._in_chunks:
            if ds_name not in self._begun:
                self._begun[ds_name] = begin_partial(path)
            self._save_to(ds_name, dataset, self._begun[ds_name], data)
            return
        else:
            with atomic_write(path) as partial:
                self._save_to(ds_name, dataset, partial, data)
                self._trust(ds_name, path, partial)
        dataset.release()  # clears the cached path of the last version

    def _save_to(self, name: str, dataset: Any, partial: Path, data: object) -> None:
        """Save to a partial file, after the validation that the catalog requires."""
        log.info("Saving data to %s (%s)...", name, type(dataset).__name__)
        checked = validate(self._catalog, name, data)
        try:
            redirect(dataset, partial).save(checked)
        except DatasetError as error:
            raise DatasetError(f"{name}: {error}") from error

    def _trust(self, name: str, path: object, partial: Path) -> None:
        if is_verified(entry_of(self._catalog, name)):
            trust(self._catalog, str(path), partial)

    def finish(self) -> None:
        """Rename the partial files of a generator after its node has succeeded."""
        for name, partial in self._begun.items():
            dataset = self._catalog[name]
            path = save_path_of(dataset)
            self._trust(name, path, partial)
            partial.replace(path)
            dataset.release()
        self._begun.clear()

    def give_up(self) -> None:
        """Delete the partial files of a generator whose node has failed."""
        for partial in self._begun.values():
            partial.unlink(missing_ok=True)


def begin_partial(path: Path) -> Path:
    """Return the path of a partial file in the folder of a path, which is created if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f"{PARTIAL}{os.getpid()}-{uuid4().hex[:8]}-{path.name}")


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield the path of a partial file, which is renamed to `path` unless an error occurs."""
    partial = begin_partial(path)
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def atomic_upload(filesystem: AbstractFileSystem, path: PurePath) -> Iterator[Path]:
    """Yield the path of a local file, which is uploaded to a store unless an error occurs."""
    with TemporaryDirectory(prefix="to-be-put-") as folder:
        yield (whole := Path(folder, path.name))
        filesystem.put_file(str(whole), path.as_posix())


def remove_partial_files(folder: Path, names: Iterable[str], catalog: Catalog) -> None:
    """Delete partial files of processes that no longer exist.

    The caller must hold the lock of the folder. Only the folder itself and its subfolders with
    files of the datasets are searched.

    Args:
        folder: folder of the run's lock.
        names: datasets that the run may save.
        catalog: catalog of the run.
    """
    folder = Path(os.path.normpath(folder))
    entries = (entry_of(catalog, name) or {} for name in names)
    paths = {Path(os.path.abspath(str(entry.get("filepath") or ""))) for entry in entries}
    parts = {folder / p.relative_to(folder).parts[0] for p in paths if folder in p.parents}
    found = [folder.glob(f"{PARTIAL}*"), *(part.rglob(f"{PARTIAL}*") for part in parts)]
    for path in chain.from_iterable(found):
        process = NAME.match(path.name)
        if process and not _is_other_live_process(int(process[1])):
            path.unlink(missing_ok=True)


def _is_other_live_process(process: int) -> bool:
    """Return whether another process has this identifier; this one may reuse that of an earlier."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()

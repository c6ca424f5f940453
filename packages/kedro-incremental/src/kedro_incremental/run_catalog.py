"""The catalog of a run: it never leaves a half-written file under its final name."""

import inspect
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from kedro.io import AbstractVersionedDataset, DatasetError
from kedro.pipeline import Node

from kedro_incremental.datasets import Catalog, entry_of, list_entries
from kedro_incremental.kedro_internals import file_system_of, redirect, save_path_of, validate
from kedro_incremental.pickles import check_pickles, is_verified, trust

log = logging.getLogger("kedro.io.data_catalog")  # which tells of other datasets likewise
PARTIAL = ".partial-"  # how the name of a file begins that is not whole yet
NAME = re.compile(rf"{re.escape(PARTIAL)}(\d+)-[0-9a-f]{{8}}-")  # with the process that writes it


class RunCatalog:
    """Loads from and saves to another catalog for one node.

    Each dataset is saved to a file beside its own, which takes its name once it is whole: an error,
    an interrupt, a full disk or a kill leaves the earlier file as it was. What belongs into an
    object store is saved on this machine and put there once it is whole. The chunks of a generator
    share one file until the node ends. Datasets that save to anything else save by themselves.
    """

    def __init__(self, catalog: Catalog, node: Node) -> None:
        """Take the catalog of the run, and the node."""
        self._catalog = catalog
        self._in_chunks = inspect.isgeneratorfunction(inspect.unwrap(node.func))
        self._begun: dict[str, Path] = {}

    def __getattr__(self, name: str) -> Any:
        """Leave everything else to the catalog of the run."""
        return getattr(self._catalog, name)

    def __getitem__(self, name: str) -> Any:
        """Return a dataset."""
        return self._catalog[name]

    def __contains__(self, name: str) -> bool:
        """Tell whether the catalog has a dataset."""
        return name in self._catalog

    def load(self, ds_name: str, version: str | None = None) -> Any:
        """Load the data of a dataset."""
        check_pickles(self._catalog, ds_name)
        return self._catalog.load(ds_name, version)

    def save(self, ds_name: str, data: object) -> None:
        """Save data under the name of a dataset."""
        dataset = self._catalog[ds_name]
        filesystem = file_system_of(dataset)
        if filesystem is None or not isinstance(dataset, AbstractVersionedDataset):
            self._catalog.save(ds_name, data)
            return
        path, is_local = save_path_of(dataset), isinstance(filesystem, LocalFileSystem)
        if self._in_chunks and is_local:
            if ds_name not in self._begun:
                self._begun[ds_name] = begin_partial(path)
            self._save_to(ds_name, dataset, self._begun[ds_name], data)
            return
        with whole_or_not(path) if is_local else put_whole(filesystem, path) as partial:
            self._save_to(ds_name, dataset, partial, data)
            self._trust(
                ds_name, path if is_local else filesystem.unstrip_protocol(str(path)), partial
            )
        dataset.release()  # what it remembers of its last version

    def _save_to(self, name: str, dataset: Any, partial: Path, data: object) -> None:
        """Save to another file, checked by the validators of the catalog."""
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
        """Give the files of a generator their names: the node has ended well."""
        for name, partial in self._begun.items():
            dataset = self._catalog[name]
            path = save_path_of(dataset)
            self._trust(name, path, partial)
            partial.replace(path)
            dataset.release()
        self._begun.clear()

    def give_up(self) -> None:
        """Remove the files of a generator: the node has failed."""
        for partial in self._begun.values():
            partial.unlink(missing_ok=True)


def begin_partial(path: Path) -> Path:
    """Return a path to write to, beside another one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f"{PARTIAL}{os.getpid()}-{uuid4().hex[:8]}-{path.name}")


@contextmanager
def whole_or_not(path: Path) -> Iterator[Path]:
    """Give a path to write to, which is renamed to `path` unless an error comes first."""
    partial = begin_partial(path)
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def put_whole(filesystem: AbstractFileSystem, path: PurePath) -> Iterator[Path]:
    """Give a local path to write to, whose file is put into a store unless an error comes first."""
    with TemporaryDirectory(prefix="to-be-put-") as folder:
        yield (whole := Path(folder, path.name))
        filesystem.put_file(str(whole), path.as_posix())


def remove_partial_files(folder: Path, catalog: Catalog) -> None:
    """Remove what processes that are gone left unfinished; no other run may be at work there.

    Only those parts of the folder are searched in which the catalog has entries.

    Args:
        folder: that of the run's lock.
        catalog: of the run.
    """
    folder = Path(os.path.normpath(folder))
    for place in {folder, *_list_parts(folder, catalog)}:
        paths = place.glob(f"{PARTIAL}*") if place == folder else place.rglob(f"{PARTIAL}*")
        for path in paths:
            process = NAME.match(path.name)
            if process and not _is_another_at_work(int(process[1])):
                path.unlink(missing_ok=True)


def _list_parts(folder: Path, catalog: Catalog) -> set[Path]:
    """Return what lies directly in a folder and holds, or is, the file of an entry."""
    entries = list_entries(catalog)
    paths = (Path(os.path.abspath(str(entry.get("filepath") or ""))) for entry in entries)
    return {folder / p.relative_to(folder).parts[0] for p in paths if folder in p.parents}


def _is_another_at_work(process: int) -> bool:
    """Tell whether a process other than this one runs; this may have the number of an earlier."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()

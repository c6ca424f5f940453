"""A catalog that never leaves a half-written file under its final name."""

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
from kedro.io import AbstractDataset, AbstractVersionedDataset, DataCatalog, MemoryDataset

from fashion_mnist.runtime.changes.current_state import is_parameter
from fashion_mnist.runtime.changes.dataset_files import config_of, look_at
from fashion_mnist.runtime.kedro_internals import file_system_of, redirect, save_path_of
from fashion_mnist.runtime.trusted_files import check_pickles, is_pickled, trust

PARTIAL = ".partial-"  # how the name of a file begins that is not whole yet
NAME = re.compile(rf"{re.escape(PARTIAL)}(\d+)-[0-9a-f]{{8}}-")  # with the process that writes it


class AtomicCatalog(DataCatalog):
    """Saves each dataset to a file beside its own, which takes its name once it is whole.

    An error, an interrupt, a full disk or a kill while saving leaves the earlier file as it was.
    What belongs into an object store is saved on this machine and put there once it is whole.
    Pickles are only loaded if they are as they were saved here. The datasets that a run does
    without, `absent`, are loaded as None.
    """

    absent: frozenset[str] = frozenset()

    def __setitem__(self, key: str, value: Any) -> None:
        """Add a dataset, or a value; to see what parameters are, Kedro would import pandas."""
        is_plain = is_parameter(key) and not isinstance(value, AbstractDataset)
        super().__setitem__(key, MemoryDataset(value, "deepcopy") if is_plain else value)

    def load(self, ds_name: str, version: str | None = None) -> Any:
        """Load the data of a dataset.

        Raises:
            InputError: it is a pickle that this project did not save.
        """
        if ds_name in self.absent:
            return None
        check_pickles(self, ds_name)
        return super().load(ds_name, version)

    def save(self, ds_name: str, data: object) -> None:
        """Save data under the name of a dataset."""
        dataset, filesystem = self[ds_name], file_system_of(self[ds_name])
        if filesystem is None or not isinstance(dataset, AbstractVersionedDataset):
            return super().save(ds_name, data)
        path, is_local = save_path_of(dataset), isinstance(filesystem, LocalFileSystem)
        with whole_or_not(path) if is_local else put_whole(filesystem, path) as partial:
            redirect(dataset, partial).save(data)
            state = look_at(partial) if is_pickled(config_of(self, ds_name) or {}) else None
        dataset.release()  # what it remembers of its last version
        if state:
            trust(self, str(path) if is_local else filesystem.unstrip_protocol(str(path)), state)


@contextmanager
def whole_or_not(path: Path) -> Iterator[Path]:
    """A path to write to, which is renamed to `path` unless an error or interrupt comes first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{PARTIAL}{os.getpid()}-{uuid4().hex[:8]}-{path.name}")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def put_whole(filesystem: AbstractFileSystem, path: PurePath) -> Iterator[Path]:
    """A local path to write to, whose file is put into a store unless an error comes first."""
    with TemporaryDirectory(prefix="to-be-put-") as folder:
        yield (whole := Path(folder, path.name))
        filesystem.put_file(str(whole), path.as_posix())


def remove_partial_files(folder: Path, catalog: DataCatalog) -> None:
    """Remove what processes that are gone left unfinished; no other run may be at work there.

    Only those parts of the folder are searched that the catalog has entries in.
    """
    folder = Path(os.path.normpath(folder))
    for place in {folder, *_list_parts(folder, catalog)}:
        paths = place.glob(f"{PARTIAL}*") if place == folder else place.rglob(f"{PARTIAL}*")
        for path in paths:
            process = NAME.match(path.name)
            if process and not _is_another_at_work(int(process[1])):
                path.unlink(missing_ok=True)


def _list_parts(folder: Path, catalog: DataCatalog) -> set[Path]:
    """What lies directly in a folder and holds, or is, the file of an entry."""
    resolver = catalog.config_resolver
    names = (re.sub("[{}]", "", name) for name in (*resolver.config, *resolver.list_patterns()))
    entries = (config_of(catalog, name) or {} for name in names)
    paths = (Path(os.path.normpath(str(entry.get("filepath", "")))) for entry in entries)
    return {folder / p.relative_to(folder).parts[0] for p in paths if folder in p.parents}


def _is_another_at_work(process: int) -> bool:
    """Whether a process other than this one runs; this one may have the number of an earlier."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()

"""What the project needs of Kedro and finds only in private attributes: nothing else reads them."""

from copy import copy
from pathlib import Path, PurePosixPath
from typing import Any, cast

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from kedro.framework.context import KedroContext
from kedro.framework.project import settings
from kedro.io import AbstractDataset, AbstractVersionedDataset, DataCatalog
from kedro.runner import AbstractRunner

from fashion_mnist.datasets.places import find_place


def path_of(dataset: AbstractDataset[Any, Any]) -> Path | None:
    """The path of a dataset's file, without any version; None if it has none."""
    path, filesystem = getattr(dataset, "_filepath", None), file_system_of(dataset)
    if path is None or filesystem is None or isinstance(filesystem, LocalFileSystem):
        return None if path is None else Path(path)
    return find_place(filesystem.unstrip_protocol(str(path)), **filesystem.storage_options)


def file_system_of(dataset: AbstractDataset[Any, Any]) -> AbstractFileSystem | None:
    """The file system of a dataset's file; None if it has none."""
    return getattr(dataset, "_fs", None)


def make_catalog(context: KedroContext) -> DataCatalog:
    """The catalog of the project's own type, as a run has it; a context gives Kedro's."""
    catalog = context._get_catalog(catalog_class=settings.DATA_CATALOG_CLASS)
    return cast(DataCatalog, catalog)


def is_asynchronous(runner: AbstractRunner) -> bool:
    """Whether a runner loads and saves in threads."""
    return bool(runner._is_async)


def save_path_of(dataset: AbstractVersionedDataset[Any, Any]) -> Path:
    """The path to which a dataset would be saved: that of a new version if it has versions."""
    return Path(dataset._get_save_path())


def redirect(
    dataset: AbstractVersionedDataset[Any, Any], path: Path
) -> AbstractVersionedDataset[Any, Any]:
    """The same dataset, but saved to a local path and without versions."""
    other: Any = copy(dataset)
    other._filepath, other._version = PurePosixPath(path), None
    other._fs, other._protocol = LocalFileSystem(auto_mkdir=True), "file"
    return cast(AbstractVersionedDataset[Any, Any], other)

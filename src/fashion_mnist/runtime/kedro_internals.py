"""What the project needs of Kedro and finds only in private attributes: nothing else reads them."""

from copy import copy
from pathlib import Path, PurePosixPath
from typing import Any

from fsspec import AbstractFileSystem
from kedro.io import AbstractDataset, AbstractVersionedDataset
from kedro.runner import AbstractRunner


def path_of(dataset: AbstractDataset[Any, Any]) -> Path | None:
    """The path of a dataset's file, without any version; None if it has none."""
    path = getattr(dataset, "_filepath", None)
    return None if path is None else Path(path)


def load_path_of(dataset: AbstractVersionedDataset[Any, Any]) -> Path:
    """The path that is loaded: that of the last version if the dataset has versions."""
    return Path(dataset._get_load_path())


def is_versioned(dataset: AbstractDataset[Any, Any]) -> bool:
    """Whether each save makes a new version."""
    return getattr(dataset, "_version", None) is not None


def file_system_of(dataset: AbstractDataset[Any, Any]) -> AbstractFileSystem | None:
    """The file system of a dataset's file; None if it has none."""
    return getattr(dataset, "_fs", None)


def is_asynchronous(runner: AbstractRunner) -> bool:
    """Whether a runner loads and saves in threads."""
    return bool(runner._is_async)


def save_path_of(dataset: AbstractVersionedDataset[Any, Any]) -> Path:
    """The path to which a dataset would be saved: that of a new version if it has versions."""
    return Path(dataset._get_save_path())


def redirect(
    dataset: AbstractVersionedDataset[Any, Any], path: Path
) -> AbstractVersionedDataset[Any, Any]:
    """The same dataset, but saved to another path and without versions."""
    other = copy(dataset)
    other._filepath, other._version = PurePosixPath(path), None
    return other

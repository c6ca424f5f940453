"""What Kedro keeps in private attributes and this package needs: nothing else reads them."""

import sys
from copy import copy
from pathlib import Path, PurePosixPath
from typing import Any, cast

import click
from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem
from kedro.framework.context import KedroContext
from kedro.framework.project import settings
from kedro.io import (
    AbstractDataset,
    AbstractVersionedDataset,
    CatalogProtocol,
    DataCatalog,
    MemoryDataset,
)
from kedro.pipeline import Node
from kedro.runner import AbstractRunner


def wiring_of(node: Node) -> tuple[Any, Any]:
    """Return the inputs and outputs of a node as they were given: names, lists or dictionaries."""
    return node._inputs, node._outputs


def without_inputs(node: Node, absent: set[str]) -> Node:
    """Return a node that leaves some of its inputs to the defaults of its function."""
    given = node._inputs
    if isinstance(given, dict):
        left: Any = {key: name for key, name in given.items() if name not in absent}
    else:
        listed = [given] if isinstance(given, str) else given or []
        left = [name for name in listed if name not in absent]
    name = node.name.removeprefix(f"{node.namespace}.")
    return node._copy(inputs=left, name=name)


def describe_dataset(dataset: AbstractDataset[Any, Any]) -> dict[str, Any]:
    """Return the entry that would make a dataset which was made in code."""
    try:
        return dataset._init_config()
    except Exception:  # of one that keeps what it was made with to itself
        return {"type": type(dataset).__name__}


def file_system_of(dataset: object) -> AbstractFileSystem | None:
    """Return the file system of a dataset's file; None if it has none."""
    return getattr(dataset, "_fs", None)


def save_path_of(dataset: AbstractVersionedDataset[Any, Any]) -> Path:
    """Return the path to which a dataset would be saved: of a new version if it has versions."""
    return Path(dataset._get_save_path())


def redirect(
    dataset: AbstractVersionedDataset[Any, Any], path: Path
) -> AbstractVersionedDataset[Any, Any]:
    """Return the same dataset, but saved to a local path and without versions."""
    other: Any = copy(dataset)
    other._filepath, other._version = PurePosixPath(path), None
    other._fs, other._protocol = LocalFileSystem(auto_mkdir=True), "file"
    return cast(AbstractVersionedDataset[Any, Any], other)


def validate(catalog: CatalogProtocol[Any, Any], name: str, data: Any) -> Any:
    """Return data as the validator of an entry lets them be saved."""
    if isinstance(catalog, DataCatalog) and catalog._is_validation_enabled():
        return catalog._validate(name, data, mode="save")
    return data


def value_of(catalog: CatalogProtocol[Any, Any], name: str) -> Any:
    """Return the value of parameters without a copy, for which Kedro would import pandas."""
    dataset = catalog.get(name)
    return dataset._data if isinstance(dataset, MemoryDataset) else catalog.load(name)


def has_data(dataset: AbstractDataset[Any, Any]) -> bool:
    """Tell whether a dataset in memory has been given data."""
    return isinstance(dataset, MemoryDataset) and dataset._exists()


def load_version_of(catalog: CatalogProtocol[Any, Any], name: str) -> str | None:
    """Return the version of a dataset that a run asks for."""
    return getattr(catalog, "_load_versions", {}).get(name)


def save_version_of(catalog: CatalogProtocol[Any, Any]) -> str | None:
    """Return the version under which a run saves versioned datasets."""
    return getattr(catalog, "_save_version", None)


def make_catalog(context: KedroContext) -> DataCatalog:
    """Return the catalog of the project's own type, as a run has it; a context gives Kedro's."""
    catalog = context._get_catalog(catalog_class=settings.DATA_CATALOG_CLASS)
    return cast(DataCatalog, catalog)


def is_asynchronous(runner: AbstractRunner) -> bool:
    """Tell whether a runner loads and saves in threads."""
    return bool(runner._is_async)


def gives_outputs() -> bool:
    """Tell whether somebody gets the outputs of a run: not at a prompt, nor from Kedro's server."""
    is_served = "kedro.server.http_server" in sys.modules
    return not is_served and click.get_current_context(silent=True) is None

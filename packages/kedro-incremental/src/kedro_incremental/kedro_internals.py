"""Access to private attributes of Kedro; no other module of the package reads any."""

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
from kedro.io.catalog_config_resolver import CatalogConfigResolver
from kedro.pipeline import Node
from kedro.runner import AbstractRunner


def wiring_of(node: Node) -> tuple[Any, Any]:
    """Return the inputs and outputs of a node as declared: names, lists or dictionaries."""
    return node._inputs, node._outputs


def without_inputs(node: Node, absent: set[str]) -> Node:
    """Return a copy of a node without its absent inputs, for which its function has defaults."""
    declared = node._inputs
    if isinstance(declared, dict):
        remaining: Any = {key: name for key, name in declared.items() if name not in absent}
    else:
        listed = [declared] if isinstance(declared, str) else declared or []
        remaining = [name for name in listed if name not in absent]
    name = node.name.removeprefix(f"{node.namespace}.")
    return node._copy(inputs=remaining, name=name)


def describe_dataset(dataset: AbstractDataset[Any, Any]) -> dict[str, Any]:
    """Return the catalog entry that corresponds to a dataset created in code."""
    try:
        return dataset._init_config()
    except Exception:  # some dataset classes do not keep their arguments
        return {"type": type(dataset).__name__}


def instance_of(catalog: DataCatalog, name: str) -> AbstractDataset[Any, Any] | None:
    """Return a dataset that the catalog has instantiated, or that was set in code."""
    return catalog._datasets.get(name)


def patterns_of(resolver: CatalogConfigResolver) -> list[str]:
    """Return the patterns of the dataset factories in a catalog's configuration."""
    return [*resolver._dataset_patterns, *resolver._user_catch_all_pattern]


def file_system_of(dataset: object) -> AbstractFileSystem | None:
    """Return the file system of a dataset; None if it has none."""
    return getattr(dataset, "_fs", None)


def is_appended_to(dataset: object) -> bool:
    """Return whether a dataset opens its file to append to it."""
    return "a" in (getattr(dataset, "_fs_open_args_save", None) or {}).get("mode", "")


def save_path_of(dataset: AbstractVersionedDataset[Any, Any]) -> Path:
    """Return the path of the next save; for a versioned dataset, the path of a new version."""
    return Path(dataset._get_save_path())


def redirect(
    dataset: AbstractVersionedDataset[Any, Any], path: Path
) -> AbstractVersionedDataset[Any, Any]:
    """Return a copy of a dataset that saves to a local path, without versions."""
    other: Any = copy(dataset)
    other._filepath, other._version = PurePosixPath(path), None
    other._fs, other._protocol = LocalFileSystem(auto_mkdir=True), "file"
    return cast(AbstractVersionedDataset[Any, Any], other)


def validate(catalog: CatalogProtocol[Any, Any], name: str, data: Any) -> Any:
    """Return data after the validation that the catalog requires before a save."""
    if isinstance(catalog, DataCatalog) and catalog._is_validation_enabled():
        return catalog._validate(name, data, mode="save")
    return data


def value_of(catalog: CatalogProtocol[Any, Any], name: str) -> Any:
    """Return the value of parameters, uncopied: to copy them Kedro would import pandas."""
    dataset = catalog.get(name)
    return dataset._data if isinstance(dataset, MemoryDataset) else catalog.load(name)


def has_data(dataset: AbstractDataset[Any, Any]) -> bool:
    """Return whether a dataset in memory holds data."""
    return isinstance(dataset, MemoryDataset) and dataset._exists()


def load_version_of(catalog: CatalogProtocol[Any, Any], name: str) -> str | None:
    """Return the version of a dataset that a run loads; None if none was requested."""
    return getattr(catalog, "_load_versions", {}).get(name)


def save_version_of(catalog: CatalogProtocol[Any, Any]) -> str | None:
    """Return the version under which a run saves versioned datasets."""
    return getattr(catalog, "_save_version", None)


def make_catalog(context: KedroContext) -> DataCatalog:
    """Return the catalog as an instance of the project's `DATA_CATALOG_CLASS`, as in a run.

    The property `KedroContext.catalog` always returns Kedro's own class.
    """
    catalog = context._get_catalog(catalog_class=settings.DATA_CATALOG_CLASS)
    return cast(DataCatalog, catalog)


def is_asynchronous(runner: AbstractRunner) -> bool:
    """Return whether a runner loads and saves in threads."""
    return bool(runner._is_async)


def gives_outputs() -> bool:
    """Return whether a run returns its outputs to Python code, not to a command or a server."""
    is_served = "kedro.server.http_server" in sys.modules
    return not is_served and click.get_current_context(silent=True) is None

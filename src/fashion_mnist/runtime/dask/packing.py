"""What a worker is given for a node: entries of the catalog in the place of data."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from fsspec.config import conf as stores
from kedro.io import DataCatalog
from kedro.pipeline import Node, Pipeline

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.changes.current_state import RECORDS, is_parameter
from fashion_mnist.runtime.changes.dataset_files import Catalog, Config, config_of
from fashion_mnist.runtime.dask.agreement import Surroundings


class Versions(NamedTuple):
    """The versions of versioned datasets that a run loads, by their names, and that it saves."""

    load: Mapping[str, str]
    save: str | None


class NodeWork(NamedTuple):
    """A node with all that a worker needs to run it."""

    node: Node
    entries: dict[str, Config]
    parameters: dict[str, Any]
    absent: frozenset[str]
    versions: Versions
    stores: dict[str, Any]
    package: str
    surroundings: Surroundings


class Packer:
    """Packs the nodes of a run."""

    def __init__(self, catalog: Catalog, package: str, surroundings: Surroundings) -> None:
        """Take the catalog of the run, and the code that the workers must have too."""
        self.catalog = catalog
        self.package = package
        self.surroundings = surroundings
        self.absent: frozenset[str] = getattr(catalog, "absent", frozenset())
        self.versions = _find_versions(catalog)

    def pack(self, node: Node) -> NodeWork:
        """The work that a node is."""
        names = {*_data_of(node), RECORDS}
        return NodeWork(
            node,
            self.find_entries(names),
            {name: self.catalog.load(name) for name in {*node.inputs} - names},
            self.absent & names,
            Versions(
                {n: v for n, v in self.versions.load.items() if n in names}, self.versions.save
            ),
            dict(stores),
            self.package,
            self.surroundings,
        )

    def find_entries(self, names: Iterable[str]) -> dict[str, Config]:
        """The catalog's entries of datasets, where it has them."""
        configs = {name: config_of(self.catalog, name) for name in names}
        return {name: config for name, config in configs.items() if config is not None}


def _find_versions(catalog: Catalog) -> Versions:
    if not isinstance(catalog, DataCatalog):
        return Versions({}, None)
    _, _, load, save = catalog.to_config()
    return Versions({name: version for name, version in load.items() if version}, save)


def check_reach(pipeline: Pipeline, catalog: Catalog) -> None:
    """Raise InputError unless all datasets of a pipeline can be reached by other processes."""
    names = {name for node in pipeline.nodes for name in _data_of(node)}
    hidden = [name for name in sorted(names) if _is_in_memory(config_of(catalog, name))]
    if hidden:
        raise InputError(
            "Expected datasets that all workers can reach, with entries in the catalog. Received "
            f"in this process's memory: {', '.join(hidden)}. Give them files, or run without a "
            "cluster."
        )


def _is_in_memory(config: Config | None) -> bool:
    return config is None or str(config.get("type")).endswith("MemoryDataset")


def _data_of(node: Node) -> set[str]:
    return {name for name in (*node.inputs, *node.outputs) if not is_parameter(name)}

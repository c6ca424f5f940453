"""What nodes would be run with now."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kedro.pipeline import Node

from fashion_mnist.datasets.places import is_remote, relate
from fashion_mnist.runtime.changes.code_graph import CodeGraph
from fashion_mnist.runtime.changes.dataset_files import (
    Catalog,
    Config,
    FileState,
    config_of,
    list_files,
    look_at,
)
from fashion_mnist.runtime.changes.node_code import describe_code, digest

RECORDS = "node_records"  # the catalog's entry for the records
MACHINE = "machine"  # and for a description of the machine and the commit
ABSENT = "absent"
Record = dict[str, Any]
_BESIDE_THE_DATA = {"credentials", "metadata"}  # parts of an entry


class CurrentState:
    """The code, parameters and files that there are, looked at once each."""

    def __init__(self, catalog: Catalog, graph: CodeGraph, known: dict[str, FileState]) -> None:
        """Take the catalog of a run, the code of its package, and files as they were last seen."""
        self.catalog = catalog
        self.graph = graph
        self._states = known
        self._contents: dict[str, str] = {}
        self._configs: dict[str, Config | None] = {}
        self._described: dict[str, Record] = {}
        self._folder = str((config_of(catalog, RECORDS) or {}).get("path", "."))

    def describe(self, node: Node) -> Record:
        """What a node would be run with, but for the content of its inputs."""
        if node.name not in self._described:
            self._described[node.name] = self._describe(node)
        return self._described[node.name]

    def _describe(self, node: Node) -> Record:
        parameters = {name: self.catalog.load(name) for name in node.inputs if is_parameter(name)}
        code = describe_code(self.graph, node.func, list(_find_texts(parameters)))
        return {
            **code._asdict(),
            "bound": {"function": code.bound},
            "parameters": {name: digest(value) for name, value in parameters.items()},
            "entries": {name: self._digest_entry(name) for name in node.outputs},
        }

    def digest_content(self, name: str) -> str:
        """A digest of the files of a dataset, looked at once until some are saved."""
        if name not in self._contents:
            self._contents[name] = self._digest_content(name)
        return self._contents[name]

    def _digest_content(self, name: str) -> str:
        config = self._config_of(name)
        if config is None:
            return f"in memory since {datetime.now(UTC)}"  # never the same
        files = list_files(config)
        contents = [self._read(path) for path in files]
        if len(files) > 1 or "paths" in config:  # where the names count too
            return digest([[self._name(str(path)) for path in files], contents])
        return digest(contents) if files else ABSENT

    def look_at_files(self, names: Iterable[str]) -> dict[str, FileState]:
        """The files of datasets that have been saved, by their path."""
        self._contents.clear()
        configs = (self._config_of(name) for name in names)
        files = [path for config in configs if config for path in list_files(config)]
        return {str(path): self._look_at(path) for path in files}

    def _read(self, path: Path) -> str:
        try:
            return self._look_at(path).sha256
        except OSError as error:
            return f"not readable: {type(error).__name__}"

    def _look_at(self, path: Path) -> FileState:
        state = look_at(path, self._states.get(str(path)))
        self._states[str(path)] = state
        return state

    def _digest_entry(self, name: str) -> str:
        config = self._config_of(name) or {}
        return digest(
            {key: self._name(value) for key, value in config.items() if key not in _BESIDE_THE_DATA}
        )

    def _name(self, value: Any) -> Any:
        """A path as from the records, so that a project can be moved; anything else as it is."""
        is_path = isinstance(value, str) and (Path(value).is_absolute() or is_remote(value))
        return relate(value, self._folder).replace(os.sep, "/") if is_path else value

    def _config_of(self, name: str) -> Config | None:
        if name not in self._configs:
            self._configs[name] = config_of(self.catalog, name)
        return self._configs[name]


def is_parameter(name: str) -> bool:
    """Whether a name is that of parameters."""
    return name == "parameters" or name.startswith("params:")


def _find_texts(value: Any) -> Iterator[str]:
    """All strings in a nested value."""
    value = value.model_dump() if hasattr(value, "model_dump") else value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _find_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _find_texts(inner)

"""Which nodes have to be run, and why."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kedro.framework import project
from kedro.io import CatalogProtocol
from kedro.pipeline import Node

from fashion_mnist.runtime.changes.code_graph import CodeGraph
from fashion_mnist.runtime.changes.dataset_files import (
    Config,
    FileState,
    config_of,
    list_files,
    look_at,
)
from fashion_mnist.runtime.changes.node_code import describe_code, digest

RECORDS = "node_records"  # the catalog's entry for the records
ABSENT = "absent"
Record = dict[str, Any]


class ChangeDetector:
    """Compares what nodes would be run with now to what they were run with.

    A node is to be run again if its function, the values bound to it, its parameters, the content
    of its inputs, the versions of the libraries that it names, the data of the packages that it
    names or the entries of its outputs have changed, or if an output is missing or was altered.
    """

    def __init__(self, catalog: CatalogProtocol[Any, Any], graph: CodeGraph) -> None:
        """Take the catalog of a run, and the code of its package."""
        self.catalog = catalog
        self.graph = graph
        self.records: dict[str, Record] = {
            name: record
            for name, record in catalog.load(RECORDS).items()
            if record.keys() >= {*_WORDINGS, "outputs", "files"}
        }
        self._configs: dict[str, Config | None] = {}
        self._begun: dict[str, Record] = {}
        self._described: dict[str, Record] = {}
        self._states: dict[str, FileState] = {
            path: FileState(**state)
            for record in self.records.values()
            for path, state in record["files"].items()
        }

    def find_reasons(self, node: Node) -> list[str]:
        """Why a node has to be run; nothing if it is up to date."""
        record = self.records.get(node.name)
        if record is None:
            return ["it has not been run"]
        now = self.begin(node)
        reasons = [
            reason
            for part, wording in _WORDINGS.items()
            for reason in _compare(record[part], now[part], wording)
        ]
        return [*reasons, *self._find_altered(node, record)]

    def begin(self, node: Node) -> Record:
        """What a node would be run with now, which `finish` keeps."""
        inputs = {n: self.digest_content(n) for n in node.inputs if not _is_parameter(n)}
        self._begun[node.name] = self.describe(node) | {"inputs": inputs}
        return self._begun[node.name]

    def finish(self, node: Node) -> None:
        """Keep what a node was run with, and the state of what it made."""
        begun = self._begun.pop(node.name, None) or self.begin(node)
        fetched = {
            name: self.digest_content(name)
            for name, content in begun["inputs"].items()
            if content == ABSENT
        }
        files = self._files_of(node.outputs)
        record = begun | {
            "inputs": begun["inputs"] | fetched,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "tags": sorted(node.tags),
            "outputs": {name: self.digest_content(name) for name in node.outputs},
            "files": {str(path): self._look_at(path)._asdict() for path in files},
        }
        self.records[node.name] = record
        self.catalog.save(RECORDS, {node.name: record})

    def describe(self, node: Node) -> Record:
        """What a node would be run with, but for the content of its inputs."""
        if node.name not in self._described:
            self._described[node.name] = self._describe(node)
        return self._described[node.name]

    def _describe(self, node: Node) -> Record:
        parameters = {name: self.catalog.load(name) for name in node.inputs if _is_parameter(name)}
        code = describe_code(self.graph, node.func, list(_find_texts(parameters)))
        return {
            **code._asdict(),
            "bound": {"function": code.bound},
            "parameters": {name: digest(value) for name, value in parameters.items()},
            "entries": {name: self._digest_entry(name) for name in node.outputs},
        }

    def digest_content(self, name: str) -> str:
        """A digest of the files of a dataset."""
        config = self._config_of(name)
        if config is None:
            return f"in memory since {datetime.now(UTC)}"  # never the same
        files = list_files(config)
        contents = [self._read(path) for path in files]
        if len(files) > 1 or "paths" in config:  # where the names count too
            return digest([files, contents])
        return digest(contents) if files else ABSENT

    def _find_altered(self, node: Node, record: Record) -> Iterator[str]:
        for name in node.outputs:
            content = self.digest_content(name)
            if content == ABSENT:
                yield f"output {name} is missing"
            elif content != record["outputs"].get(name):
                yield f"output {name} was altered"

    def _files_of(self, names: Iterable[str]) -> list[Path]:
        configs = (self._config_of(name) for name in names)
        return [path for config in configs if config for path in list_files(config)]

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
        return digest({key: value for key, value in config.items() if key != "metadata"})

    def _config_of(self, name: str) -> Config | None:
        if name not in self._configs:
            self._configs[name] = config_of(self.catalog, name)
        return self._configs[name]


_WORDINGS = {
    "code": "code: {} changed",
    "bound": "what is bound to its {} changed",
    "parameters": "{} changed",
    "libraries": "another version of {}",
    "data": "data of {} changed",
    "inputs": "input {} changed",
    "entries": "the entry of {} changed",
}


def _compare(then: dict[str, str], now: dict[str, str], wording: str) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield wording.format(name)


def _is_parameter(name: str) -> bool:
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


def make_detector(catalog: CatalogProtocol[Any, Any]) -> ChangeDetector | None:
    """The detector of the project that is configured; None if its catalog keeps no records."""
    if config_of(catalog, RECORDS) is None or project.PACKAGE_NAME is None:
        return None
    spec = find_spec(project.PACKAGE_NAME)
    if spec is None or spec.origin is None:
        return None
    return ChangeDetector(catalog, CodeGraph(Path(spec.origin).parent))

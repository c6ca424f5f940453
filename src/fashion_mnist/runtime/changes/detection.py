"""Which nodes have to be run, and why."""

import shlex
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kedro.framework import project
from kedro.pipeline import Node

from fashion_mnist.runtime.changes.code_graph import CodeGraph
from fashion_mnist.runtime.changes.current_state import (
    ABSENT,
    MACHINE,
    RECORDS,
    CurrentState,
    Record,
    is_parameter,
)
from fashion_mnist.runtime.changes.dataset_files import Catalog, FileState, config_of


class ChangeDetector:
    """Compares what nodes would be run with now to what they were run with.

    A node is to be run again if its function, the values bound to it, its parameters, the content
    of its inputs, the versions of the libraries that it names, the data of the packages that it
    names or the entries of its outputs have changed, or if an output is missing or was altered.
    """

    def __init__(self, catalog: Catalog, graph: CodeGraph) -> None:
        """Take the catalog of a run, and the code of its package."""
        self.catalog = catalog
        self.records: dict[str, Record] = {
            name: record
            for name, record in catalog.load(RECORDS).items()
            if record.keys() >= {*_WORDINGS, "outputs", "files"}
        }
        known = {
            path: FileState(**state)
            for record in self.records.values()
            for path, state in record["files"].items()
        }
        self.now = CurrentState(catalog, graph, known)
        self._begun: dict[str, Record] = {}

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
        inputs = {n: self.now.digest_content(n) for n in node.inputs if not is_parameter(n)}
        self._begun[node.name] = self.now.describe(node) | {"inputs": inputs}
        return self._begun[node.name]

    def finish(self, node: Node, seconds: float) -> None:
        """Keep what a node was run with, how long it took, and the state of what it made."""
        begun = self._begun.pop(node.name, None) or self.begin(node)
        files = self.now.look_at_files(node.outputs)
        fetched = {
            name: self.now.digest_content(name)
            for name, content in begun["inputs"].items()
            if content == ABSENT
        }
        record = begun | {
            "inputs": begun["inputs"] | fetched,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "run": self._run,
            "seconds": round(seconds, 3),
            "tags": sorted(node.tags),
            "outputs": {name: self.now.digest_content(name) for name in node.outputs},
            "files": {path: state._asdict() for path, state in files.items()},
        }
        self.records[node.name] = record
        self.catalog.save(RECORDS, {node.name: record})

    @cached_property
    def _run(self) -> dict[str, Any]:
        """The command of this run; the machine and the commit, if the catalog describes them."""
        command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])
        machine = self.catalog.load(MACHINE) if config_of(self.catalog, MACHINE) else {}
        return {"command": command, **machine}

    def _find_altered(self, node: Node, record: Record) -> Iterator[str]:
        for name in node.outputs:
            content = self.now.digest_content(name)
            if content == ABSENT:
                yield f"output {name} is missing"
            elif content != record["outputs"].get(name):
                yield f"output {name} was altered"


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


def make_detector(catalog: Catalog) -> ChangeDetector | None:
    """The detector of the project that is configured; None if its catalog keeps no records."""
    if config_of(catalog, RECORDS) is None or project.PACKAGE_NAME is None:
        return None
    spec = find_spec(project.PACKAGE_NAME)
    if spec is None or spec.origin is None:
        return None
    return ChangeDetector(catalog, CodeGraph(Path(spec.origin).parent))

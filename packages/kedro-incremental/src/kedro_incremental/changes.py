"""Detection of the nodes that have to run, with the reasons."""

import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kedro.pipeline import Node

from kedro_incremental.datasets import Catalog, FileState, entry_of, option_of
from kedro_incremental.fingerprint import ABSENT, UNKNOWN, WORDINGS, Fingerprint, Fingerprints
from kedro_incremental.records import Record, Records, find_records, name_record

RUN = "run-"  # prefix of the names of run records
UNPICKLABLE = "a parameter, or a value bound to its function, cannot be pickled"
SHOWN = 3  # changed names of a part of a fingerprint in the reasons of a node


class ChangeDetector:
    """Compares the current fingerprints of nodes with the recorded ones."""

    def __init__(self, catalog: Catalog, nodes: Sequence[Node]) -> None:
        """Load the records that belong to a catalog.

        Args:
            catalog: catalog of the run.
            nodes: nodes of the run.
        """
        self.store: Records = find_records(catalog)
        self.records: dict[str, Record] = self.store.load()
        known = {
            path: FileState(**state)
            for record in self.records.values()
            if "node" in record  # those of trusted files describe them before their upload
            for path, state in record["files"].items()
        }
        self.now = Fingerprints(catalog, nodes, self.store.folder, known, self._find_traced)
        self._begun: dict[str, Fingerprint] = {}

    def record_of(self, node: Node) -> Record | None:
        """Return the record of the last run of a node that saved to its current locations.

        Incomplete records count as missing.
        """
        record = self.records.get(self._name(node))
        return record if record and record.keys() >= {*WORDINGS, "outputs", "traced"} else None

    def _find_traced(self, node: Node) -> list[str]:
        record = self.record_of(node)
        return record["traced"] if record else []

    def _name(self, node: Node) -> str:
        places = {name: self.now.place_of(name) for name in node.outputs}
        return name_record(node.name, places)

    def find_reasons(self, node: Node) -> list[str]:
        """Return the reasons to run a node; an empty list if it is up to date."""
        record = self.record_of(node)
        if record is None:
            return ["it has not been run"]
        now = self.now.complete(node)
        reasons = [
            reason
            for part, wording in WORDINGS.items()
            for reason in _compare(record[part], now[part], wording)
        ]
        return [*reasons, *self._find_altered(node, record)]

    def begin(self, node: Node) -> Fingerprint:
        """Compute the fingerprint of a node before it runs; `finish` records its inputs.

        The record of a node without outputs is deleted, since a failure of it leaves no trace.
        """
        self._begun[node.name] = self.now.complete(node)
        if not node.outputs:
            self.store.forget([self._name(node)])
        return self._begun[node.name]

    def finish(
        self,
        node: Node,
        seconds: float,
        traced: Iterable[str] | None = None,
        run_id: str | None = None,
        known: Mapping[str, FileState] | None = None,
    ) -> None:
        """Record the fingerprint of a node that has run, its duration and its outputs.

        Args:
            node: node that has run.
            seconds: duration of the node.
            traced: code that the node called without naming it, from `find_unnamed_code`. None if
                calls were not traced: the new record then takes over the previous value.
            run_id: identifier of the run, from Kedro.
            known: states of saved files by path, which saves them from being read.
        """
        begun = self._begun.pop(node.name, None) or self.begin(node)
        ran = sorted(traced if traced is not None else self._find_traced(node))
        files = self.now.stat_outputs(node.outputs, known or {})
        fetched = {
            name: UNKNOWN if (found := self.now.content_of(name)) == ABSENT else found
            for name, content in begun["inputs"].items()
            if content == ABSENT
        }
        new: dict[str, Any] = self.now.describe(node, ran) | {
            "inputs": begun["inputs"] | fetched,
            "node": node.name,
            "run_id": run_id,
            "made": datetime.now(UTC).isoformat(timespec="microseconds"),
            "seconds": round(seconds, 3),
            "tags": sorted(node.tags),
            "traced": ran,
            "outputs": {},
            "places": {name: self.now.place_of(name) for name in node.outputs},
            "files": {path: state._asdict() for path, state in files.items()},
        }
        self._record_run(run_id)
        self.now.hold(node, self.now.describe(node, ran) | {"inputs": begun["inputs"]})
        new["outputs"] = {name: self.now.content_of(name) for name in node.outputs}
        self._replace(self._name(node), new)

    def _record_run(self, run_id: str | None) -> None:
        """Write the record of a run once, and delete run records that no node refers to."""
        if run_id is None or f"{RUN}{run_id}" in self.records:
            return
        entries = {name: entry_of(self.now.catalog, name) for name in self.now.catalog}
        facts = [name for name, entry in entries.items() if option_of(entry, "provenance")]
        record = {
            "command": shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]),
            "facts": {name: self.now.catalog.load(name) for name in facts},
            "files": {},
            "places": {},
        }
        used = {f"{RUN}{other.get('run_id')}" for other in self.records.values()}
        unused = [name for name in self.records if name.startswith(RUN) and name not in used]
        self.store.forget(unused)
        self.records = {name: r for name, r in self.records.items() if name not in unused}
        self.records[f"{RUN}{run_id}"] = record
        self.store.save(f"{RUN}{run_id}", record)

    def _replace(self, name: str, record: Record) -> None:
        """Write a record, and delete the records of other nodes that saved to the same places."""
        others = [
            other_name
            for other_name, other in self.records.items()
            if other_name != name and {*other["places"].items()} & {*record["places"].items()}
        ]
        self.store.forget(others)
        for other in others:
            del self.records[other]
        self.records[name] = record
        self.store.save(name, record)

    def forget(self, nodes: Iterable[Node]) -> None:
        """Delete the records of nodes."""
        names = [self._name(node) for node in nodes]
        self.store.forget(names)
        for name in names:
            self.records.pop(name, None)

    def _find_altered(self, node: Node, record: Record) -> Iterator[str]:
        for name in node.outputs:
            entry, recorded = entry_of(self.now.catalog, name), record["outputs"].get(name)
            if entry is None:  # the node runs when needed
                continue
            content = self.now.content_of(name)
            is_empty = content == recorded == ABSENT and "path" in entry  # a folder of partitions
            if content == ABSENT and not is_empty:
                yield f"output {name} is missing"
            elif content == UNKNOWN:
                yield f"the state of output {name} is unknown"
            elif content != recorded:
                yield f"output {name} was altered"


def _compare(then: dict[str, str], now: dict[str, str], wording: str) -> Iterator[str]:
    names = sorted({*then, *now})
    unknown = [name for name in names if now.get(name) == UNKNOWN]
    changed = [name for name in names if now.get(name) not in (UNKNOWN, then.get(name))]
    for name in unknown:
        yield UNPICKLABLE if name == "arguments" else f"the state of {name} is unknown"
    if len(changed) > SHOWN:
        shown = ", ".join(changed[:SHOWN])
        yield wording.format(f"{shown} and {len(changed) - SHOWN} more")
    else:
        yield from map(wording.format, changed)

"""The fingerprint of a node: all that decides what it makes, and that can be looked at."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kedro.pipeline import Node
from kedro.utils import find_kedro_project

from kedro_incremental.code import (
    HEAD,
    WHOLE,
    Closure,
    CodeGraph,
    Symbol,
    find_root,
    is_dotted_path,
)
from kedro_incremental.datasets import (
    PLUGIN,
    Catalog,
    Entries,
    Entry,
    FileState,
    has_known_state,
    is_parameter,
    list_files,
    option_of,
    stat_file,
    tell_state,
)
from kedro_incremental.digests import NoDigestError, digest_json, digest_value
from kedro_incremental.kedro_internals import has_data, value_of, wiring_of
from kedro_incremental.libraries import describe_python, find_versions
from kedro_incremental.node_code import BoundCode
from kedro_incremental.places import is_remote, relative_to
from kedro_incremental.tracing import Ran

ABSENT = "absent"  # the content of a dataset without files
UNKNOWN = "unknown"  # of one whose state nobody can tell: it never counts as the same
Fingerprint = dict[str, dict[str, str]]
_UNTOLD = {"credentials", "metadata"}  # parts of an entry that decide nothing
# The parts of a fingerprint, each a digest by a name, and what is said where one differs.
WORDINGS = {
    "code": "code: {} changed",
    "wiring": "the {} of its function changed",
    "parameters": "{} changed",
    "libraries": "another version of {}",
    "folders": "a file in {} changed",
    "environment": "another {}",
    "entries": "the entry of {} changed",
    "inputs": "input {} changed",
}


class Fingerprints:
    """The fingerprints of a pipeline's nodes now; each file is looked at once until it is saved."""

    def __init__(
        self,
        catalog: Catalog,
        nodes: Iterable[Node],
        folder: str,
        known: dict[str, FileState] | None = None,
        entries: Entries | None = None,
    ) -> None:
        """Take the catalog of a run, its nodes, and the folder of the records.

        Args:
            catalog: of the run.
            nodes: those that may make what others take.
            folder: paths are told as from there.
            known: states of files as they were last seen, by their paths.
            entries: of the catalog, where some have been found.
        """
        self.catalog = catalog
        self.folder = folder
        self.graph = CodeGraph()
        project = find_kedro_project(Path.cwd()) or Path.cwd()
        self._bases = (project.as_posix(), folder.rpartition("/")[0])  # what moves with a project
        self.makers = {name: node for node in nodes for name in node.outputs}
        self._states = known or {}
        self._contents: dict[str, str] = {}
        self.entry_of = entries or Entries(catalog)
        self._closures: dict[tuple[str, tuple[str, ...]], Closure] = {}
        self._described: dict[tuple[str, tuple[str, ...]], Fingerprint] = {}

    def describe(self, node: Node, traced: Iterable[str] = ()) -> Fingerprint:
        """Return the fingerprint of a node but for the content of its inputs.

        Args:
            node: the node.
            traced: what it was seen to run, as `find_unforeseen` tells it.
        """
        key = (node.name, tuple(sorted(traced)))
        if key not in self._described:
            self._described[key] = self._describe(node, key[1])
        return self._described[key]

    def complete(self, node: Node, traced: Iterable[str] = ()) -> Fingerprint:
        """Return the whole fingerprint of a node."""
        inputs = {name: self.content_of(name) for name in node.inputs if not is_parameter(name)}
        return self.describe(node, traced) | {"inputs": inputs}

    def _describe(self, node: Node, traced: tuple[str, ...]) -> Fingerprint:
        given = {name: value_of(self.catalog, name) for name in node.inputs if is_parameter(name)}
        entries = {
            name: self.entry_of(name) or {}
            for name in (*node.inputs, *node.outputs)
            if not is_parameter(name)
        }
        texts = [*_find_texts([given, [_told(entry) for entry in entries.values()]])]
        try:
            function = BoundCode(node.func, self.graph)
            bound, roots, libraries = function.bound, function.symbols, function.libraries
            parameters = {name: digest_value(value)[0] for name, value in given.items()}
        except NoDigestError:
            bound, roots, libraries, parameters = UNKNOWN, set(), set(), {}
        roots |= {symbol for text in texts for symbol in self.graph.find(text)}
        roots |= {Symbol(*text.split(":")) for text in traced}
        closure = self._closures[node.name, traced] = self.graph.close(roots)
        named = {text.partition(".")[0] for text in texts if is_dotted_path(text)}
        top = {name for name in named if not find_root(name)} | {"kedro_datasets"}
        inputs, outputs = wiring_of(node)
        return {
            "code": self._digest_code(closure),
            "wiring": {
                "arguments": bound,
                "inputs": digest_json(inputs),
                "outputs": digest_json(outputs),
            },
            "parameters": parameters,
            "libraries": find_versions(closure.libraries | libraries | top),
            "folders": {
                self._name(str(path)): self.graph.digest_folder(path) for path in closure.folders
            },
            "environment": {"Python": describe_python(), **_read_variables(closure)},
            "entries": {name: self._digest_entry(entry) for name, entry in entries.items()},
        }

    def closure_of(self, node: Node, traced: Iterable[str] = ()) -> Closure:
        """Return the code that the fingerprint of a node covers."""
        self.describe(node, traced)
        return self._closures[node.name, tuple(sorted(traced))]

    def find_unforeseen(self, node: Node, ran: Iterable[Ran]) -> list[str]:
        """Return what a node ran of the project although its code names it nowhere.

        Such is the code of the models that it loads. It is told as `module:name`; the name is
        empty where the whole module counts.
        """
        foreseen, found = self.closure_of(node).symbols, set[Symbol]()
        modules = {symbol.module for symbol in foreseen}
        for module, function in ran:
            symbol = self.graph.find_definition(module, function.partition(".")[0])[0]
            symbol = symbol if module in modules else Symbol(module, WHOLE)
            if not {symbol, Symbol(module, WHOLE)} & foreseen:
                found.add(symbol)
        return sorted(f"{symbol.module}:{symbol.name}" for symbol in found)

    def _digest_code(self, closure: Closure) -> dict[str, str]:
        """Digests by module; of the module of a node's function, of what it uses there."""
        parts: dict[str, list[str]] = {}
        for symbol in sorted(closure.symbols):
            if symbol.name == HEAD and not self.graph.digest(symbol):
                continue
            parts.setdefault(symbol.module, []).append(
                self.graph.digest(symbol)
                if symbol.name == WHOLE
                else f"{symbol.name} {self.graph.digest(symbol)}"
            )
        return {module: digest_json(found)[:8] for module, found in parts.items()}

    def content_of(self, name: str) -> str:
        """Return a digest of what a dataset holds, looked at once until files are saved.

        That of one in memory is of what makes it.
        """
        if name not in self._contents:
            self._contents[name] = self._find_content(name)
        return self._contents[name]

    def _find_content(self, name: str) -> str:
        entry = self.entry_of(name)
        if entry is None:
            return self._find_content_in_memory(name)
        if option_of(entry, "provenance"):
            return "provenance"  # of which no change runs a node
        told = tell_state(entry)
        if told is not None:
            return digest_value(told)[0]
        if not has_known_state(entry):
            return UNKNOWN
        files = list_files(self.catalog, name, entry)
        contents = [self._read(path) for path in files]
        if len(files) > 1 or "paths" in entry:  # where the names count too
            return digest_json([[self._name(str(path)) for path in files], contents])
        return digest_json(contents) if files else ABSENT

    def _find_content_in_memory(self, name: str) -> str:
        if name in self.makers:
            made_of = self.complete(self.makers[name])
            is_known = all(UNKNOWN not in part.values() for part in made_of.values())
            return digest_json([name, made_of]) if is_known else UNKNOWN
        dataset = self.catalog.get(name) if name in self.catalog else None
        if dataset is None or not has_data(dataset):
            return ABSENT
        try:
            return digest_value(self.catalog.load(name))[0]
        except NoDigestError:
            return UNKNOWN

    def find_unknown(self, nodes: Iterable[Node]) -> list[str]:
        """Return the datasets of nodes whose state neither files nor a function tell."""
        names = {name for node in nodes for name in (*node.inputs, *node.outputs)}
        entries = {name: self.entry_of(name) for name in names if not is_parameter(name)}
        return sorted(
            name
            for name, entry in entries.items()
            if entry is not None
            and not has_known_state(entry)
            and not option_of(entry, "state")
            and not option_of(entry, "provenance")
        )

    def look_at_files(self, names: Iterable[str]) -> dict[str, FileState]:
        """Return the states of the files of datasets that have been saved, by their paths."""
        self._contents.clear()
        found: dict[str, FileState] = {}
        for name in names:
            entry = self.entry_of(name)
            if entry is not None and has_known_state(entry):
                for path in list_files(self.catalog, name, entry):
                    found[str(path)] = self._look_at(path)
        return found

    def _read(self, path: Path) -> str:
        try:
            return self._look_at(path).sha256
        except OSError as error:
            return f"not readable: {type(error).__name__}"

    def _look_at(self, path: Path) -> FileState:
        state = stat_file(path, self._states.get(str(path)))
        self._states[str(path)] = state
        return state

    def place_of(self, name: str) -> str:
        """Return a digest of where a dataset is, which tells environments apart."""
        entry = self.entry_of(name) or {}
        keys = ("filepath", "path", "paths", "table_name", "con", "url")
        return digest_json({key: self._name(entry.get(key)) for key in keys if key in entry})

    def _digest_entry(self, entry: Entry) -> str:
        return digest_value(self._name(_told(entry)))[0]

    def _name(self, value: Any) -> Any:
        """Return a path as from the records, so that a project can be moved; or what is in it."""
        if isinstance(value, dict):
            return {key: self._name(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._name(inner) for inner in value]
        is_path = isinstance(value, str) and (Path(value).is_absolute() or is_remote(value))
        is_ours = is_path and any(value.startswith(f"{base}/") for base in self._bases)
        return relative_to(value, self.folder) if is_ours else value


def _told(entry: Entry) -> dict[str, Any]:
    """Return the parts of an entry that decide what a dataset loads or saves."""
    state = ((entry.get("metadata") or {}).get(PLUGIN) or {}).get("state")
    told = {key: value for key, value in entry.items() if key not in _UNTOLD}
    return told | ({"state": state} if state else {})


def _read_variables(closure: Closure) -> dict[str, str]:
    """Return digests of the environment variables that code names: they may be secrets."""
    names = sorted(closure.variables)
    return {f"${name}": digest_json(os.environ.get(name))[:8] for name in names}


def _find_texts(value: Any) -> Iterator[str]:
    """Yield all strings in a nested value."""
    value = value.model_dump() if hasattr(value, "model_dump") else value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _find_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _find_texts(inner)

"""The fingerprint of a node: digests of everything observable that determines its outputs."""

import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import filterfalse
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
    Entry,
    FileState,
    Status,
    custom_state,
    entry_of,
    has_known_state,
    is_parameter,
    list_files,
    list_in_stores,
    option_of,
    stat_file,
)
from kedro_incremental.digests import NoDigestError, digest_json, digest_ordered, digest_value
from kedro_incremental.kedro_internals import has_data, value_of, wiring_of
from kedro_incremental.libraries import describe_python, find_versions
from kedro_incremental.node_code import BoundCode
from kedro_incremental.places import is_remote, relative_to
from kedro_incremental.tracing import Ran

ABSENT = "absent"  # the content of a dataset without files
UNKNOWN = "unknown"  # the content of a dataset without a known state: it never counts as unchanged
Fingerprint = dict[str, dict[str, str]]
_IGNORED_KEYS = {"credentials", "metadata"}  # keys of an entry that do not affect the data
# The parts of a fingerprint, and the reason to report where a digest in a part differs.
WORDINGS = {
    "code": "code: {} changed",
    "wiring": "the {} of its function changed",
    "parameters": "{} changed",
    "libraries": "library {} or a dependency of it changed",
    "folders": "a file in {} changed",
    "environment": "{} changed",
    "entries": "the entry of {} changed",
    "inputs": "input {} changed",
}


class Fingerprints:
    """The current fingerprints of a pipeline's nodes; the state of files is cached until a save."""

    def __init__(
        self,
        catalog: Catalog,
        nodes: Sequence[Node],
        folder: str,
        known: dict[str, FileState] | None = None,
        find_traced: Callable[[Node], Iterable[str]] = lambda _: (),
    ) -> None:
        """Prepare the fingerprints: list the files in stores, and compute nothing yet.

        Args:
            catalog: catalog of the run.
            nodes: nodes that may make the inputs of other nodes.
            folder: folder of the records; paths in fingerprints are relative to it.
            known: last known state of files, by path.
            find_traced: returns the code that a node called without naming it when it last ran.
        """
        self.catalog = catalog
        self.folder = folder
        self.graph = CodeGraph()
        near = Path(folder).absolute()
        project = find_kedro_project(near) or find_kedro_project(Path.cwd()) or Path.cwd()
        self._bases = (project.as_posix(), folder.rpartition("/")[0])  # these move with the project
        self.makers = {name: node for node in nodes for name in node.outputs}
        self._states = known or {}
        self._find_traced = find_traced
        self._contents: dict[str, str] = {}
        self._held: dict[str, str] = {}  # contents of the data in memory that the run has made
        datasets = {name for node in nodes for name in (*node.inputs, *node.outputs)}
        # Without a record, no node asks for the files of its outputs.
        self._files = list_in_stores(catalog, filterfalse(is_parameter, datasets)) if known else {}
        self._closures: dict[tuple[str, tuple[str, ...]], Closure] = {}
        self._described: dict[tuple[str, tuple[str, ...]], Fingerprint] = {}

    def describe(self, node: Node, traced: Iterable[str] = ()) -> Fingerprint:
        """Return the fingerprint of a node without the content of its inputs.

        Args:
            node: node of the pipeline.
            traced: code that the node called without naming it, from `find_unnamed_code`.
        """
        key = (node.name, tuple(sorted(traced)))
        if key not in self._described:
            self._described[key] = self._describe(node, key[1])
        return self._described[key]

    def complete(self, node: Node) -> Fingerprint:
        """Return the fingerprint of a node with its traced code and the content of its inputs."""
        inputs = {name: self.content_of(name) for name in node.inputs if not is_parameter(name)}
        return self.describe(node, self._find_traced(node)) | {"inputs": inputs}

    def _describe(self, node: Node, traced: tuple[str, ...]) -> Fingerprint:
        given = {name: value_of(self.catalog, name) for name in node.inputs if is_parameter(name)}
        if "parameters" in given:  # Kedro merges the files in any order
            given["parameters"] = dict(sorted(given["parameters"].items()))
        entries = {
            name: entry_of(self.catalog, name) or {}
            for name in (*node.inputs, *node.outputs)
            if not is_parameter(name)
        }
        texts = [*_find_texts([given, [_select_keys(entry) for entry in entries.values()]])]
        try:
            function = BoundCode(node.func, self.graph)
            bound, roots, libraries = function.bound, function.symbols, function.libraries
            parameters = {name: digest_ordered(value)[0] for name, value in given.items()}
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
                "inputs": digest_json(inputs, is_ordered=_takes_any_inputs(node.func)),
                "outputs": digest_json(outputs),
            },
            "parameters": parameters,
            "libraries": find_versions(closure.libraries | libraries | top),
            "folders": {
                self._relocate(str(path)): self.graph.digest_folder(path)
                for path in closure.folders
            },
            "environment": {"Python": describe_python(), **_read_variables(closure)},
            "entries": {name: self._digest_entry(entry) for name, entry in entries.items()},
        }

    def closure_of(self, node: Node, traced: Iterable[str] = ()) -> Closure:
        """Return the code and other dependencies that the fingerprint of a node covers."""
        self.describe(node, traced)
        return self._closures[node.name, tuple(sorted(traced))]

    def find_unnamed_code(self, node: Node, ran: Iterable[Ran]) -> list[str]:
        """Return the project code that a node called although its own code does not name it.

        An example is the code of a model loaded from a pickle.

        Args:
            node: node that has run.
            ran: functions of the project that were called, by module.

        Returns:
            Texts `module:name`; the name is empty where the whole module counts.
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
        """Return a digest by module of the symbols that a node uses there."""
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
        """Return a digest of the content of a dataset, cached until files are saved.

        For a dataset in memory it is the digest of the fingerprint of the node that makes it.
        """
        if name not in self._contents:
            self._contents[name] = self._find_content(name)
        return self._contents[name]

    def _find_content(self, name: str) -> str:
        entry = entry_of(self.catalog, name)
        if entry is None:
            return self._find_content_in_memory(name)
        if option_of(entry, "provenance"):
            return "provenance"  # a constant, so that changes run no node
        state = custom_state(entry)
        if state is not None:
            return digest_value(state)[0]
        if not has_known_state(entry):
            return UNKNOWN
        files = self._list_files(name, entry)
        contents = [self._read(path, status) for path, status in files.items()]
        if not files and "paths" not in entry:
            return ABSENT
        if len(files) > 1 or {"path", "paths"} & entry.keys():  # the names of files count too
            return digest_json([[self._relocate(str(path)) for path in files], contents])
        return digest_json(contents)

    def _find_content_in_memory(self, name: str) -> str:
        if name in self._held:
            return self._held[name]
        if name in self.makers:
            return _digest_made(name, self.complete(self.makers[name]))
        dataset = self.catalog.get(name) if name in self.catalog else None
        if dataset is None or not has_data(dataset):
            return ABSENT
        try:
            return digest_ordered(self.catalog.load(name))[0]
        except NoDigestError:
            return UNKNOWN

    def hold(self, node: Node, fingerprint: Fingerprint | None) -> None:
        """Keep the content of the data in memory that a node has made, even if its inputs change.

        Args:
            node: node that has run.
            fingerprint: the one with which it ran; None if it is unknown.
        """
        self._contents.clear()
        for name in node.outputs:
            if entry_of(self.catalog, name) is None:
                self._held[name] = _digest_made(name, fingerprint) if fingerprint else UNKNOWN

    def find_unknown(self, nodes: Iterable[Node]) -> list[str]:
        """Return the datasets of nodes with neither files nor a function for their state."""
        names = {name for node in nodes for name in (*node.inputs, *node.outputs)}
        entries = {name: entry_of(self.catalog, name) for name in names if not is_parameter(name)}
        return sorted(
            name
            for name, entry in entries.items()
            if entry is not None
            and not has_known_state(entry)
            and not option_of(entry, "state")
            and not option_of(entry, "provenance")
        )

    def stat_outputs(
        self, names: Iterable[str], known: Mapping[str, FileState]
    ) -> dict[str, FileState]:
        """Clear the cache after a save, and return the states of the datasets' files by path.

        Args:
            names: names of the saved datasets.
            known: states of files by path that the save has found.
        """
        self._contents.clear()
        self._files.clear()
        self._states |= known
        found: dict[str, FileState] = {}
        for name in names:
            entry = entry_of(self.catalog, name)
            if entry is not None and has_known_state(entry):
                for path, status in self._list_files(name, entry).items():
                    found[str(path)] = self._stat(path, status)
        return found

    def _list_files(self, name: str, entry: Entry) -> dict[Path, Status]:
        """Return the files of a dataset with their sizes and times, cached until a save."""
        if name not in self._files:
            self._files[name] = list_files(self.catalog, name, entry)
        return self._files[name]

    def _read(self, path: Path, status: Status) -> str:
        try:
            return self._stat(path, status).sha256
        except OSError as error:
            return f"not readable: {type(error).__name__}"

    def _stat(self, path: Path, status: Status) -> FileState:
        state = stat_file(path, self._states.get(str(path)), status)
        self._states[str(path)] = state
        return state

    def place_of(self, name: str) -> str:
        """Return a digest of the location of a dataset, which differs between environments."""
        entry = entry_of(self.catalog, name) or {}
        keys = ("filepath", "path", "paths", "table_name", "con", "url")
        return digest_json({key: self._relocate(entry.get(key)) for key in keys if key in entry})

    def _digest_entry(self, entry: Entry) -> str:
        return digest_value(self._relocate(_select_keys(entry)))[0]

    def _relocate(self, value: Any) -> Any:
        """Make the project's paths in a value relative, so that a moved project is unchanged."""
        if isinstance(value, dict):
            return {key: self._relocate(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._relocate(inner) for inner in value]
        value = os.fspath(value) if isinstance(value, os.PathLike) else value
        is_path = isinstance(value, str) and (Path(value).is_absolute() or is_remote(value))
        is_in_project = is_path and any(value.startswith(f"{base}/") for base in self._bases)
        return relative_to(value, self.folder) if is_in_project else value


def _digest_made(name: str, fingerprint: Fingerprint) -> str:
    """Return the content of data in memory, made by a node with this fingerprint."""
    unknown = {UNKNOWN, ABSENT}  # an absent input may be loaded from other files
    is_known = not any(unknown & {*part.values()} for part in fingerprint.values())
    return digest_json([name, fingerprint]) if is_known else UNKNOWN


def _takes_any_inputs(function: Callable[..., Any]) -> bool:
    """Return whether a function sees the order of its named inputs, as `**inputs`."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # functions written in C may have no signature
        return True
    return any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)


def _select_keys(entry: Entry) -> dict[str, Any]:
    """Return the parts of an entry that affect loading or saving."""
    state = ((entry.get("metadata") or {}).get(PLUGIN) or {}).get("state")
    selected = {key: value for key, value in entry.items() if key not in _IGNORED_KEYS}
    return selected | ({"state": state} if state else {})


def _read_variables(closure: Closure) -> dict[str, str]:
    """Return digests of the environment variables that code names; values may be secret."""
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

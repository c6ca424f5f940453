"""The code of a node's function, and the values that are bound to it."""

import hashlib
import inspect
import json
import re
from collections.abc import Iterator
from functools import cache, partial
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, NamedTuple

from fashion_mnist.runtime.changes.code_graph import CodeGraph, Symbol


class NodeCode(NamedTuple):
    """Digests of what a function is, each by the name that an explanation calls it."""

    code: dict[str, str]
    libraries: dict[str, str]
    data: dict[str, str]
    bound: str


def describe_code(graph: CodeGraph, function: Any, texts: list[str]) -> NodeCode:
    """What decides what a node's function does, beside its inputs.

    Args:
        graph: of the package that the function is from.
        function: of the node; what it wraps counts, with the values bound to it.
        texts: strings of the node's parameters, which may be dotted paths.
    """
    symbols, bound, used = set[Symbol](), [], {text.partition(".")[0] for text in texts}
    for part in _unwrap(function):
        if symbol := _symbol_of(graph, part):
            symbols.add(symbol)
        elif hasattr(part, "__qualname__"):
            bound.append(_describe_foreign(part))
            used.add((part.__module__ or "").partition(".")[0])
        else:
            bound.append(digest(part))
    symbols.update(symbol for text in texts if (symbol := graph.find(text)))
    closure = graph.close(*symbols)
    code: dict[str, list[str]] = {}
    for found in sorted(closure.symbols):
        module = found.module.removeprefix(f"{graph.root.name}.")
        code.setdefault(module, []).append(f"{found.name}={graph.digest(found)}")
    return NodeCode(
        {module: digest(parts) for module, parts in code.items()},
        _find_versions(closure.libraries | used),
        {package: _digest_data(graph, package) for package in sorted(closure.data)},
        digest(bound),
    )


def digest(value: Any) -> str:
    """A short digest of a value that JSON can hold, or that a Pydantic model can give as such."""
    plain = json.loads(json.dumps(value, default=_to_json))  # whose keys are all strings
    text = json.dumps(plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _to_json(value: Any) -> Any:
    return value.model_dump() if hasattr(value, "model_dump") else repr(value)


def _unwrap(function: Any) -> Iterator[Any]:
    """The function inside, and the values bound to it on the way there."""
    if isinstance(function, partial):
        yield [*function.keywords]
        for value in (*function.args, *function.keywords.values()):
            yield from _unwrap(value)
        yield from _unwrap(function.func)
    elif hasattr(function, "__wrapped__"):
        yield from _unwrap(function.__wrapped__)
    else:
        yield function
        for cell in getattr(function, "__closure__", None) or ():
            yield from _unwrap(cell.cell_contents)


def _symbol_of(graph: CodeGraph, part: Any) -> Symbol | None:
    """The definition of a function; of one inside another, the outer one."""
    name = getattr(part, "__qualname__", None)
    return graph.find(f"{part.__module__}.{name.partition('.')[0]}") if name else None


def _describe_foreign(function: Any) -> str:
    """A function or class of another package by its name, and its source where it has one.

    How it shows itself would not do: that has its address in memory.
    """
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):  # of C, or of a shell
        source = ""
    return digest([function.__module__, function.__qualname__, source])


def _find_versions(names: set[str]) -> dict[str, str]:
    """The versions of the distributions that bring these top-level modules."""
    brought = find_distributions()
    found = {_name_and_version(each) for name in names for each in brought.get(name, ())}
    return dict(sorted(found))


@cache
def _name_and_version(distribution: Distribution) -> tuple[str, str]:
    return distribution.metadata["Name"], distribution.version


@cache
def find_distributions() -> dict[str, list[Distribution]]:
    """The distributions that bring each top-level module, by what they say of their files.

    `packages_distributions` looks whether each file is there, which takes a quarter of a second.
    """
    found: dict[str, list[Distribution]] = {}
    for distribution in distributions():
        for name in _list_modules(distribution):
            found.setdefault(name, []).append(distribution)
    return found


def _list_modules(distribution: Distribution) -> set[str]:
    if listed := distribution.read_text("top_level.txt"):
        return set(listed.split())
    files = (distribution.read_text("RECORD") or "").splitlines()
    return {re.split("[/,]", line, maxsplit=1)[0].removesuffix(".py") for line in files}


def _digest_data(graph: CodeGraph, package: str) -> str:
    """A digest of the files of a package that hold no code, such as templates."""
    folder = graph.root.parent.joinpath(*package.split("."))
    files = sorted(path for path in folder.rglob("*") if _is_data(path))
    return digest([(str(p.relative_to(folder)), _digest_file(p)) for p in files])


def _is_data(path: Path) -> bool:
    return path.is_file() and path.suffix not in {".py", ".pyi", ".pyc"}


def _digest_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

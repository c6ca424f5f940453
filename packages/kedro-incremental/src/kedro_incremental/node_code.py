"""The code of a node's function, and the values bound to it."""

import functools
import inspect
from collections.abc import Iterator
from types import FunctionType, MethodType
from typing import Any

from kedro_incremental.code import CodeGraph, Symbol
from kedro_incremental.digests import digest_json, digest_ordered

_SINGLE_DISPATCH = functools.singledispatch(repr).__code__  # type: ignore[attr-defined]


class BoundCode:
    """The components of a callable.

    Attributes:
        symbols: the callable and all functions and classes bound to it that are in the project.
        libraries: top-level modules of those outside the project.
        bound: digest of the bound values: arguments of `functools.partial`, closure variables,
            defaults, the object of a method, the state of a callable object.
    """

    def __init__(self, function: Any, graph: CodeGraph) -> None:
        """Collect the components of a callable.

        Raises:
            NoDigestError: a bound value cannot be pickled.
        """
        self.symbols: set[Symbol] = set()
        self.libraries: set[str] = set()
        self._graph = graph
        self._bound: list[str] = []
        self._seen: set[int] = set()
        self._take(function)
        self.bound = digest_json(self._bound)

    def _take(self, part: Any) -> None:
        if id(part) in self._seen:
            return
        self._seen.add(id(part))
        if isinstance(part, functools.partial):
            self._bound.append(repr([*part.keywords]))
            for value in (part.func, *part.args, *part.keywords.values()):
                self._take(value)
        elif isinstance(part, MethodType):
            self._take(part.__func__)
            self._take(part.__self__)
        elif isinstance(part, FunctionType):
            self._add_definition(part)
            for value in _find_values(part):
                self._take(value)
        elif isinstance(part, type) or inspect.isbuiltin(part):
            self._add_definition(part)
        else:
            self._take_object(part)

    def _take_object(self, value: Any) -> None:
        if wrapped := getattr(value, "__wrapped__", None):  # set by functools.update_wrapper
            self._take(wrapped)
            self._take(type(value))
            for name, state in sorted(vars(value).items()):
                if state is not wrapped and not name.startswith("__"):
                    self._bound.append(name)
                    self._take(state)
            return
        digest, found = digest_ordered(value)
        self._bound.append(digest)
        for each in found:
            self._take(each)

    def _add_definition(self, part: Any) -> None:
        module, name = part.__module__ or "", part.__qualname__.partition(".")[0]
        symbols = self._graph.find_definition(module, name)
        self.symbols.update(symbols)
        if not symbols:
            self.libraries.add(module.partition(".")[0])
            self._bound.append(_describe_foreign(part))


def _find_values(function: FunctionType) -> Iterator[Any]:
    """Yield the closure variables, defaults and wrapped function of a function.

    For a function with `functools.singledispatch`, yield the types and functions that it knows.
    """
    if function.__code__ is _SINGLE_DISPATCH:
        registry = function.registry  # type: ignore[attr-defined]
        yield from (*registry, *registry.values())
        return
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # the cell is still empty
            continue
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    if hasattr(function, "__wrapped__"):
        yield function.__wrapped__


def _describe_foreign(part: Any) -> str:
    """Describe a function or class outside the project by name; one of `__main__` also by code."""
    name = f"{part.__module__}.{part.__qualname__}"
    if part.__module__ != "__main__":
        return name
    try:
        return f"{name} {inspect.getsource(part)}"
    except (OSError, TypeError):
        return f"{name} {part.__code__.co_code!r} {part.__code__.co_consts!r}"

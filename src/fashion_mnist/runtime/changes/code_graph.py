"""Which code of a package a function uses, found in its source without importing it.

Code is told apart by symbol: the functions, classes and constants of modules. Comments, docstrings
and layout don't count; nor does what is only found while the code runs.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fashion_mnist.runtime.changes.module_source import EFFECTS, ModuleSource, Target
from fashion_mnist.runtime.changes.used_names import UsedNames, find_used_names

WHOLE = ""  # the name of a symbol that stands for its module


class Symbol(NamedTuple):
    """A name that a module defines."""

    module: str
    name: str


class Closure(NamedTuple):
    """All that some symbols use: symbols, top-level modules of others, and packages with data."""

    symbols: set[Symbol]
    libraries: set[str]
    data: set[str]


class CodeGraph:
    """The symbols of one package, and what each of them uses."""

    def __init__(self, root: Path) -> None:
        """Take the folder of the package, which has the package's name."""
        self.root = root
        self.path_of = cache(self._find_path)
        self.source = cache(self._read)
        self._uses = cache(self._find_uses)
        self.digest = cache(self._digest)

    def close(self, *symbols: Symbol) -> Closure:
        """All that symbols use, directly or through others, and themselves."""
        closure, todo = Closure(set(), set(), set()), list(symbols)
        while todo:
            symbol = todo.pop()
            if symbol not in closure.symbols:
                closure.symbols.add(symbol)
                uses = self._uses(symbol)
                todo += uses.symbols
                closure.libraries.update(uses.libraries)
                closure.data.update(uses.data)
        return closure

    def find(self, path: str) -> Symbol | None:
        """The symbol at a dotted path; None if it leads to none of the package."""
        package, *names = path.split(".")
        return self._follow(package, names) if package == self.root.name else None

    def _find_path(self, module: str) -> Path | None:
        """The file of a module of the package; None if there is no such module."""
        place = self.root.parent.joinpath(*module.split("."))
        candidates = (place.with_suffix(".py"), place / "__init__.py")
        return next((path for path in candidates if path.is_file()), None)

    def _read(self, module: str) -> ModuleSource:
        path = self.path_of(module)
        if path is None:
            raise ModuleNotFoundError(module)
        source = ModuleSource(module, path)
        if (stub := path.with_suffix(".pyi")).exists():  # of a package that imports lazily
            source.imports |= ModuleSource(module, path.with_name(stub.name)).imports
        return source

    def _statements(self, symbol: Symbol) -> list[ast.stmt]:
        definitions = self.source(symbol.module).definitions
        if symbol.name == WHOLE:
            return [statement for found in definitions.values() for statement in found]
        return definitions[symbol.name]

    def _digest(self, symbol: Symbol) -> str:
        """A digest of the code that defines a symbol."""
        dumps = [ast.dump(without_docstrings(node)) for node in self._statements(symbol)]
        return hashlib.sha256("\n".join(dumps).encode()).hexdigest()[:16]

    def _find_uses(self, symbol: Symbol) -> Closure:
        source = self.source(symbol.module)
        uses = Closure(set(), set(), set())
        if EFFECTS in source.definitions:
            uses.symbols.add(Symbol(symbol.module, EFFECTS))
        for statement in self._statements(symbol):
            used = find_used_names(statement, source)
            for target, names in used.imported:
                self._add(uses, target, names)
            uses.symbols.update(Symbol(symbol.module, name) for name in used.own)
            self._add_texts(uses, used)
        return uses

    def _add(self, uses: Closure, target: Target, names: tuple[str, ...]) -> None:
        library = target.module.partition(".")[0]
        if library != self.root.name:
            uses.libraries.add(library)
            return
        path = [*([target.name] if target.name else []), *names]
        symbol = self._follow(target.module, path)
        if symbol:
            uses.symbols.add(symbol)

    def _add_texts(self, uses: Closure, used: UsedNames) -> None:
        for text in used.texts:
            if self._is_package(text):
                uses.data.add(text)
            elif symbol := self.find(text):
                uses.symbols.add(symbol)
            elif text.isidentifier():
                uses.libraries.add(text)

    def _is_package(self, text: str) -> bool:
        path = self.path_of(text) if text.startswith(f"{self.root.name}.") else None
        return path is not None and path.name == "__init__.py"

    def _follow(self, module: str, names: list[str]) -> Symbol | None:
        while names and self.path_of(f"{module}.{names[0]}"):
            module, names = f"{module}.{names[0]}", names[1:]
        if self.path_of(module) is None:
            return None
        if not names:
            return Symbol(module, WHOLE)
        source, (name, *rest) = self.source(module), names
        if name in source.definitions:
            return Symbol(module, name)
        if name in source.imports and source.imports[name].module.startswith(self.root.name):
            target = source.imports[name]
            return self._follow(target.module, [*([target.name] if target.name else []), *rest])
        return None


def without_docstrings(statement: ast.stmt) -> ast.stmt:
    """The same statement without the docstrings in it."""
    for node in ast.walk(statement):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            has_docstring = ast.get_docstring(node, clean=False) is not None
            node.body = (node.body[1:] or [ast.Pass()]) if has_docstring else node.body
    return statement

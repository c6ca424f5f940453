"""One module's source: what it defines, imports and names, and digests of its code.

Comments, docstrings and layout don't count: a digest is of the compiled code.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import CodeType
from typing import NamedTuple

_FRAMES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.Match)
_QUIET = {"getLogger", "TypeVar", "isinstance"}  # calls whose `__name__` asks for no file


class Target(NamedTuple):
    """What an import takes: a module, or a name in it (`*` for all)."""

    module: str
    name: str | None = None


@dataclass
class References:
    """What some statements name."""

    own: set[str] = field(default_factory=set)  # names that the module defines
    imported: set[tuple[Target, tuple[str, ...]]] = field(default_factory=set)  # with attributes
    texts: set[str] = field(default_factory=set)  # strings, which may be dotted paths
    variables: set[str] = field(default_factory=set)  # of the environment
    reads_files: bool = False  # that lie beside the module


class ModuleSource:
    """A module of the project."""

    def __init__(self, name: str, path: Path) -> None:
        """Parse a module.

        Raises:
            SyntaxError: the file is no Python, as its import would say too.
        """
        self.name = name
        self.is_package = path.stem == "__init__"
        self.body = _parse(path)
        self._package = name if self.is_package else name.rpartition(".")[0]
        self.definitions: dict[str, list[ast.stmt]] = {}
        self.imports: dict[str, Target] = {}
        self.stars: list[Target] = []
        self.effects: list[ast.stmt] = []
        self.registers = False  # a function with an object of another module
        self._sort(self.body)
        stub = path.with_suffix(".pyi")  # of a package that imports lazily
        if self.is_package and stub.exists():
            self.imports |= _read_stub(name, stub)

    def _sort(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self._import(statement)
            elif isinstance(statement, _FRAMES):
                self._define(statement, statement.name, *_find_registries(statement))
                self.registers |= any(n in self.imports for n in _find_registries(statement))
            elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
                names = _find_stored(statement)
                self._define(statement, *names) if names else self.effects.append(statement)
            elif isinstance(statement, _BLOCKS):
                self._sort_block(statement)
            else:
                self.effects.append(statement)

    def _sort_block(self, block: ast.stmt) -> None:
        """A block defines what is defined in it, and may be run for more than that."""
        names = [*_find_stored(block)]
        for node in ast.walk(block):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node)
            elif isinstance(node, _FRAMES):
                names += [node.name, *_find_registries(node)]
        self._define(block, *names)
        if not names and any(isinstance(node, ast.Call) for node in ast.walk(block)):
            self.effects.append(block)

    def _define(self, statement: ast.stmt, *names: str) -> None:
        for name in names:
            self.definitions.setdefault(name, []).append(statement)

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        for name, target in find_imports(statement, self._package):
            if target.name == "*":
                self.stars.append(target)
            else:
                self.imports[name] = target

    @cached_property
    def unused_imports(self) -> list[Target]:
        """The imports of the module's head whose names it nowhere uses: for an effect, perhaps."""
        nodes = (node for part in self.body for node in ast.walk(part))
        named = {node.id for node in nodes if isinstance(node, ast.Name)}
        return [target for name, target in self.imports.items() if name not in named]

    @cached_property
    def all_imports(self) -> list[Target]:
        """Every import in the module, those of functions too."""
        found = (node for part in self.body for node in ast.walk(part))
        return [
            target
            for node in found
            if isinstance(node, ast.Import | ast.ImportFrom)
            for _, target in find_imports(node, self._package)
        ]

    @cached_property
    def digest(self) -> str:
        """A digest of the whole module."""
        return digest_code(self.body)

    def find_references(self, statements: Iterable[ast.stmt]) -> References:
        """Find what statements name; a name counts even where something local hides it."""
        found = References()
        for statement in statements:
            nodes = [*_walk(statement)]
            local = {
                name: target
                for node, _ in nodes
                if isinstance(node, ast.Import | ast.ImportFrom)
                for name, target in find_imports(node, self._package)
            }
            found.imported |= {(target, ()) for target in local.values() if not target.name}
            names = {**self.imports, **local} if local else self.imports
            for node, attributes in nodes:
                if isinstance(node, ast.Name):
                    if node.id in self.definitions:
                        found.own.add(node.id)
                    if node.id in names:
                        found.imported.add((names[node.id], attributes))
                _find_texts(node, found)
        return found


def find_imports(
    statement: ast.Import | ast.ImportFrom, package: str
) -> Iterator[tuple[str, Target]]:
    """Yield the names that an import binds, and what they stand for."""
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            top = alias.name.partition(".")[0]
            yield (alias.asname, Target(alias.name)) if alias.asname else (top, Target(top))
            if not alias.asname and alias.name != top:
                yield alias.name, Target(alias.name)  # which is imported, though no name is bound
        return
    module = statement.module or ""
    if statement.level:
        parts = package.split(".")
        module = ".".join([*parts[: len(parts) - statement.level + 1], *filter(None, [module])])
    for alias in statement.names:
        yield alias.asname or alias.name, Target(module, alias.name)


def digest_code(statements: list[ast.stmt]) -> str:
    """Return a digest of what statements are compiled to, without lines and docstrings."""
    code = compile(ast.Module(statements, []), "", "exec", dont_inherit=True)
    return hashlib.sha256(repr(_describe(code)).encode()).hexdigest()[:16]


def _parse(path: Path) -> list[ast.stmt]:
    """Return a file's statements without docstrings, and without what only type checkers read."""
    body = ast.parse(path.read_bytes(), str(path)).body
    _strip(body)
    return [part for part in body if not _is_constant(part) and not _is_for_type_checkers(part)]


def _strip(statements: Iterable[ast.stmt]) -> None:
    """Take the constants that stand alone, such as docstrings, out of functions and classes."""
    for statement in statements:
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            _strip(getattr(statement, name, ()))
        if isinstance(statement, _FRAMES):
            body = [part for part in statement.body if not _is_constant(part)]
            statement.body = body or [ast.copy_location(ast.Pass(), statement)]


def _is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_for_type_checkers(statement: ast.stmt) -> bool:
    test = getattr(statement, "test", None)
    name = getattr(test, "attr", getattr(test, "id", None))
    return isinstance(statement, ast.If) and name == "TYPE_CHECKING" and not statement.orelse


def _describe(code: CodeType) -> list[object]:
    constants = [
        _describe(each) if isinstance(each, CodeType) else _describe_constant(each)
        for each in code.co_consts
    ]
    arguments = (code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount, code.co_flags)
    names = (code.co_name, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return [code.co_code, arguments, names, constants, code.co_exceptiontable]


def _describe_constant(value: object) -> str:
    items = sorted(map(repr, value)) if isinstance(value, frozenset) else value
    return f"{type(value).__name__} {items!r}"


def _walk(statement: ast.AST) -> Iterator[tuple[ast.AST, tuple[str, ...]]]:
    """Yield each node of a statement, names with the attributes that are asked of them."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        attributes: tuple[str, ...] = ()
        while isinstance(node, ast.Attribute):
            attributes = (node.attr, *attributes)
            node = node.value
        yield node, attributes
        todo += ast.iter_child_nodes(node)


def _find_texts(node: ast.AST, found: References) -> None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found.texts.add(node.value)
    elif isinstance(node, ast.Name) and node.id in {"__file__", "__path__"}:
        found.reads_files = True
    elif isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        inside = {getattr(argument, "id", None) for argument in node.args}
        found.reads_files |= name not in _QUIET and bool(inside & {"__name__", "__package__"})
        if name == "getenv" or _is_environ(getattr(node.func, "value", None)):
            found.variables |= _texts_of(node.args[:1])
    elif isinstance(node, ast.Subscript) and _is_environ(node.value):
        found.variables |= _texts_of([node.slice])


def _is_environ(node: ast.AST | None) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == "environ"


def _texts_of(nodes: Iterable[ast.AST]) -> set[str]:
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return {value for value in constants if isinstance(value, str)}


def _find_registries(statement: ast.stmt) -> Iterator[str]:
    """Yield the names to which a decorator adds a function, as `@show.register(int)` does."""
    for decorator in getattr(statement, "decorator_list", []):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute):
            while isinstance(called, ast.Attribute):
                called = called.value
            if isinstance(called, ast.Name):
                yield called.id


def _find_stored(statement: ast.stmt) -> list[str]:
    """Return the names that a statement binds, but not within functions."""
    inner = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return [node.id for node in inner if isinstance(node.ctx, ast.Store)]


def _read_stub(name: str, path: Path) -> dict[str, Target]:
    """Return what a stub says that a package imports lazily (SPEC 1)."""
    imports = [s for s in ast.parse(path.read_bytes()).body if isinstance(s, ast.ImportFrom)]
    return {bound: target for each in imports for bound, target in find_imports(each, name)}

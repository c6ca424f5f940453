"""The definitions, imports and references in a module's source, and digests of its code.

Digests are of compiled code, so comments, docstrings and layout don't count.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import CodeType
from typing import NamedTuple, TypeAlias

_FRAMES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS = (ast.If, ast.Try, ast.TryStar, ast.With, ast.For, ast.While, ast.Match)
_WITHOUT_NAMES = {"ctx", "op"}  # fields of a node that hold neither names nor texts
_QUIET = {"getLogger", "TypeVar", "isinstance"}  # calls with `__name__` that read no file


class Target(NamedTuple):
    """The target of an import: a module, or a name in it (`*` for all)."""

    module: str
    name: str | None = None


# By name: a block such as `try: ... except ImportError: ...` may import it from several modules.
Imports: TypeAlias = dict[str, set[Target]]


@dataclass
class References:
    """The references in some statements.

    Attributes:
        names: all names.
        own: names that the module defines.
        imports: targets of all imports.
        imported: imported names, with the attributes accessed on them.
        texts: string constants, which may be dotted paths.
        relative: those that may be paths relative to the module's package, as in lazy imports.
        variables: names of environment variables.
        reads_files: whether the code may read files next to the module.
    """

    names: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    imports: set[Target] = field(default_factory=set)
    imported: set[tuple[Target, tuple[str, ...]]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    relative: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    reads_files: bool = False


class ModuleSource:
    """The parsed source of a module."""

    def __init__(self, name: str, path: Path) -> None:
        """Parse a module.

        Raises:
            SyntaxError: the file is not valid Python.
        """
        self.name = name
        self.is_package = path.stem == "__init__"
        self.body = _parse(path)
        self.package = name if self.is_package else name.rpartition(".")[0]
        self.definitions: dict[str, list[ast.stmt]] = {}
        self.imports: Imports = {}
        self.stars: list[Target] = []
        self.effects: list[ast.stmt] = []
        self.registers = False  # whether a decorator of another module registers a function
        self._references_of = cache(self._find_references_of)
        self._sort(self.body)
        stub = path.with_suffix(".pyi")  # a package that imports lazily lists its names there
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
                self._define(statement, *names, *self._find_changed_data(statement))
                if not names:
                    self.effects.append(statement)
            elif isinstance(statement, _BLOCKS):
                self._sort_block(statement)
            else:
                self.effects.append(statement)

    def _sort_block(self, block: ast.stmt) -> None:
        """Assign a block to the names that it defines, and to those of the objects it changes.

        It may also have other effects, by stores or by calls. If it defines names, only calls whose
        results are not used count.
        """
        names = [*_find_stored(block)]
        for node in ast.walk(block):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node)
            elif isinstance(node, _FRAMES):
                names += [node.name, *_find_registries(node)]
        self._define(block, *names, *self._find_changed_data(block))
        call = ast.Expr if names else ast.Call
        if any(isinstance(node, call) or _is_changed(node) for node in ast.walk(block)):
            self.effects.append(block)

    def _find_changed_data(self, statement: ast.stmt) -> set[str]:
        """Return the names of data, not of functions or classes, that a statement may change."""
        return {
            name
            for name in _find_changed(statement)
            if any(not isinstance(part, _FRAMES) for part in self.definitions.get(name, ()))
        }

    def _define(self, statement: ast.stmt, *names: str) -> None:
        for name in {*names}:
            self.definitions.setdefault(name, []).append(statement)

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        for name, target in find_imports(statement, self.package):
            if target.name == "*":
                self.stars.append(target)
            else:
                self.imports.setdefault(name, set()).add(target)

    @cached_property
    def unused_imports(self) -> list[Target]:
        """Module-level imports of unused names, which may have been made for a side effect."""
        named = self.find_references(self.body).names
        unused = (targets for name, targets in self.imports.items() if name not in named)
        return [target for targets in unused for target in targets]

    @cached_property
    def digest(self) -> str:
        """Digest of the whole module."""
        return digest_code(self.body)

    def find_references(self, statements: Iterable[ast.stmt]) -> References:
        """Return the references in statements, including names that local variables hide."""
        found = References()
        for statement in statements:
            for name, values in vars(self._references_of(statement)).items():
                vars(found)[name] |= values
        return found

    def _find_references_of(self, statement: ast.stmt) -> References:
        found = References()
        nodes = [*_walk(statement)]
        local: Imports = {}
        for node, _ in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name, target in find_imports(node, self.package):
                    local.setdefault(name, set()).add(target)
        found.imports = set().union(*local.values())
        found.imported = {(target, ()) for target in found.imports if not target.name}
        for node, attributes in nodes:
            if isinstance(node, ast.Name):
                found.names.add(node.id)
                if node.id in self.definitions:
                    found.own.add(node.id)
                for imports in (self.imports, local):
                    found.imported |= {(each, attributes) for each in imports.get(node.id, ())}
            _find_texts(node, found)
        reads_its_name = bool(found.names & {"__name__", "__package__"})
        found.relative = {text for text in found.texts if reads_its_name or text.startswith(".")}
        return found


def find_imports(
    statement: ast.Import | ast.ImportFrom, package: str
) -> Iterator[tuple[str, Target]]:
    """Yield the names that an import binds, with their targets."""
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            top = alias.name.partition(".")[0]
            yield (alias.asname, Target(alias.name)) if alias.asname else (top, Target(top))
            if not alias.asname and alias.name != top:
                yield alias.name, Target(alias.name)  # a submodule: imported, but not bound
        return
    module = statement.module or ""
    if statement.level:
        parts = package.split(".")
        module = ".".join([*parts[: len(parts) - statement.level + 1], *filter(None, [module])])
    for alias in statement.names:
        yield alias.asname or alias.name, Target(module, alias.name)


def digest_code(statements: list[ast.stmt]) -> str:
    """Return a digest of the compiled statements, without line numbers and docstrings."""
    code = compile(ast.Module(statements, []), "", "exec", dont_inherit=True)
    return hashlib.sha256(repr(_describe(code)).encode()).hexdigest()[:16]


def _parse(path: Path) -> list[ast.stmt]:
    """Return the statements of a file without docstrings and without `if TYPE_CHECKING` blocks."""
    body = ast.parse(path.read_bytes(), str(path)).body
    _strip(body)
    return [part for part in body if not _is_constant(part) and not _is_for_type_checkers(part)]


def _strip(statements: Iterable[ast.stmt]) -> None:
    """Remove constant expression statements, such as docstrings, from functions and classes."""
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
    """Yield each node of a statement, with the chain of attributes accessed on it."""
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        attributes: tuple[str, ...] = ()
        while isinstance(node, ast.Attribute):
            attributes = (node.attr, *attributes)
            node = node.value
        yield node, attributes
        for name in node._fields:
            child = getattr(node, name, None)
            if isinstance(child, list):
                todo += [each for each in child if isinstance(each, ast.AST)]
            elif isinstance(child, ast.AST) and name not in _WITHOUT_NAMES:
                todo.append(child)


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
    elif isinstance(node, ast.Compare) and any(map(_is_environ, node.comparators)):
        found.variables |= _texts_of([node.left])


def _is_environ(node: ast.AST | None) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == "environ"


def _texts_of(nodes: Iterable[ast.AST]) -> set[str]:
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return {value for value in constants if isinstance(value, str)}


def _find_registries(statement: ast.stmt) -> Iterator[str]:
    """Yield the objects with which a decorator registers a function: `@show.register(int)`."""
    for decorator in getattr(statement, "decorator_list", []):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute):
            while isinstance(called, ast.Attribute):
                called = called.value
            if isinstance(called, ast.Name):
                yield called.id


def _find_stored(statement: ast.stmt) -> list[str]:
    """Return the names to which a statement assigns."""
    inner = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
    return [node.id for node in inner if isinstance(node.ctx, ast.Store)]


def _find_changed(statement: ast.stmt) -> Iterator[str]:
    """Yield the names of objects that a statement may change, apart from those that it assigns.

    `a` may be changed by `a[0] = b = 1`, `b = a.pop()` and `b = f(a)`.
    """
    for node in ast.walk(statement):
        given: list[ast.AST] = [node] if _is_changed(node) else []
        if isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            given += [node.func] if isinstance(node.func, ast.Attribute) else []
        for target in given:
            while isinstance(target, ast.Attribute | ast.Subscript | ast.Starred):
                target = target.value
            if isinstance(target, ast.Name):
                yield target.id


def _is_changed(node: ast.AST) -> bool:
    """Return whether a node stores or deletes an attribute or an element."""
    is_part = isinstance(node, ast.Attribute | ast.Subscript)
    return is_part and not isinstance(getattr(node, "ctx", None), ast.Load)


def _read_stub(name: str, path: Path) -> Imports:
    """Return the lazy imports of a package from its stub file (SPEC 1)."""
    imports = [s for s in ast.parse(path.read_bytes()).body if isinstance(s, ast.ImportFrom)]
    return {bound: {target} for each in imports for bound, target in find_imports(each, name)}

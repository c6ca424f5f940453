"""What a module defines and imports, found in its source."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

EFFECTS = "(statements)"  # what a module does when it is imported, as one more definition


class Target(NamedTuple):
    """What an imported name stands for: a module, or a name in it."""

    module: str
    name: str | None


class ModuleSource:
    """The statements that define each name of a module, and what its imported names stand for."""

    def __init__(self, name: str, path: Path) -> None:
        """Parse a module."""
        self.name = name
        self.package = name if path.stem == "__init__" else name.rpartition(".")[0]
        self.definitions: dict[str, list[ast.stmt]] = {}
        self.imports: dict[str, Target] = {}
        self._add(ast.parse(path.read_text(encoding="utf-8")).body)

    def _add(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self.imports |= find_imports(statement, self.package)
            elif not _is_docstring(statement):
                for name in list(_find_names(statement)) or [EFFECTS]:
                    self.definitions.setdefault(name, []).append(statement)
                for inner in _find_nested_imports(statement):
                    self.imports |= find_imports(inner, self.package)


def find_imports(statement: ast.Import | ast.ImportFrom, package: str) -> dict[str, Target]:
    """The names that an import binds."""
    if isinstance(statement, ast.Import):
        return {
            alias.asname or alias.name.partition(".")[0]: Target(
                alias.name if alias.asname else alias.name.partition(".")[0], None
            )
            for alias in statement.names
        }
    module = statement.module or ""
    if statement.level:
        parents = package.split(".")[: len(package.split(".")) - statement.level + 1]
        module = ".".join([*parents, module]) if module else ".".join(parents)
    return {alias.asname or alias.name: Target(module, alias.name) for alias in statement.names}


def _find_names(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement defines, or adds to by registering a function."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        for decorator in statement.decorator_list:
            if isinstance(decorator, ast.Attribute) and isinstance(decorator.value, ast.Name):
                yield decorator.value.id
    elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from _find_stored(target)
    elif isinstance(statement, ast.If | ast.Try | ast.With | ast.For | ast.While):
        for inner in ast.iter_child_nodes(statement):
            if isinstance(inner, ast.stmt):
                yield from _find_names(inner)


def _find_nested_imports(statement: ast.stmt) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports in the branches of a statement that is none of a function."""
    if isinstance(statement, ast.If | ast.Try | ast.With):
        for inner in ast.walk(statement):
            if isinstance(inner, ast.Import | ast.ImportFrom):
                yield inner


def _find_stored(target: ast.expr) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )

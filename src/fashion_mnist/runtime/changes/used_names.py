"""Which names a statement uses."""

import ast
from dataclasses import dataclass, field

from fashion_mnist.runtime.changes.module_source import ModuleSource, Target, find_imports


@dataclass
class UsedNames:
    """The module's own names, the imported ones with the attributes asked of them, and texts."""

    own: set[str] = field(default_factory=set)
    imported: set[tuple[Target, tuple[str, ...]]] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


def find_used_names(statement: ast.stmt, source: ModuleSource) -> UsedNames:
    """The names that a statement of a module uses, but for those that functions bind themselves."""
    visitor = _Visitor(source)
    visitor.visit(statement)
    return visitor.used


class _Visitor(ast.NodeVisitor):
    def __init__(self, source: ModuleSource) -> None:
        self.source = source
        self.used = UsedNames()
        self.imports = dict(source.imports)
        self.bound: set[str] = set()  # by the functions around

    def visit_Import(self, node: ast.Import) -> None:
        self._import(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._import(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        found = find_imports(node, self.source.package)
        self.imports |= found
        self.used.imported.update((target, ()) for target in found.values())

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        annotations = [node.returns, *(arg.annotation for arg in _arguments(node))]
        for outside in (*node.decorator_list, *annotations, *_defaults(node)):
            if outside is not None:
                self.visit(outside)
        around, self.bound = self.bound, self.bound | _find_bound(node)
        for statement in node.body:
            self.visit(statement)
        self.bound = around

    def visit_Attribute(self, node: ast.Attribute) -> None:
        names, inner = [node.attr], node.value
        while isinstance(inner, ast.Attribute):
            names, inner = [inner.attr, *names], inner.value
        if isinstance(inner, ast.Name):
            self._use(inner.id, tuple(names))
        else:
            self.visit(inner)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._use(node.id, ())

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.used.texts.add(node.value)

    def _use(self, name: str, attributes: tuple[str, ...]) -> None:
        if name in self.bound:
            return
        if name in self.source.definitions:
            self.used.own.add(name)
        if name in self.imports:  # also of a name that the module adds to, as by @show.register
            self.used.imported.add((self.imports[name], attributes))


def _arguments(node: ast.FunctionDef) -> list[ast.arg]:
    given = node.args
    several = [argument for argument in (given.vararg, given.kwarg) if argument]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *several]


def _defaults(node: ast.FunctionDef) -> list[ast.expr | None]:
    return [*node.args.defaults, *node.args.kw_defaults]


def _find_bound(node: ast.FunctionDef) -> set[str]:
    stored = {
        name.id
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    return stored | {argument.arg for argument in _arguments(node)}

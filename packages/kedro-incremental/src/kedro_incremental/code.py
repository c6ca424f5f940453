"""Static analysis of the project code that a function uses; nothing is imported.

In the module that defines a node's function, each function, class and constant counts separately.
Other modules that these use count as a whole, together with all modules that they import.
"""

import ast
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import resolve_name
from pathlib import Path
from typing import NamedTuple

from kedro_incremental.digests import digest_json
from kedro_incremental.libraries import find_distributions
from kedro_incremental.module_source import ModuleSource, References, Target, digest_code
from kedro_incremental.tracing import Ran

WHOLE = ""  # stands for the whole module
HEAD = "(package)"  # the statements of a package that run when one of its modules is imported
PLUGIN = __name__.partition(".")[0]  # counts as a library even if it is installed as editable
_LIBRARIES = [Path(sysconfig.get_path(n)) for n in ("stdlib", "platstdlib", "purelib", "platlib")]


class Symbol(NamedTuple):
    """A name that a module defines, or `WHOLE`, or `HEAD`."""

    module: str
    name: str


@dataclass
class Closure:
    """The dependencies of some code.

    Attributes:
        symbols: code of the project.
        libraries: top-level modules outside the project.
        folders: folders of modules that read files next to them.
        variables: names of environment variables.
    """

    symbols: set[Symbol] = field(default_factory=set)
    libraries: set[str] = field(default_factory=set)
    folders: set[Path] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)


class CodeGraph:
    """The code of a project, as a graph of symbols and their uses.

    Every module that belongs neither to Python nor to an installed library is part of the project.
    Packages installed in editable mode are therefore part of it too.
    """

    def __init__(self) -> None:
        """Create an empty graph; each module is read once, on first use."""
        self.path_of = cache(self._find_path)
        self.source = cache(self._read)
        self.digest = cache(self._digest)
        self._uses = cache(self._find_uses)
        self.digest_folder = cache(self._digest_folder)
        self._modules: dict[str, str | None] = {}

    def close(self, roots: Iterable[Symbol]) -> Closure:
        """Return the transitive dependencies of symbols, including the symbols themselves."""
        closure, todo = Closure(), list(roots)
        while todo:
            symbol = todo.pop()
            if symbol not in closure.symbols:
                uses = self._uses(symbol)
                closure.symbols.add(symbol)
                closure.libraries |= uses.libraries
                closure.folders |= uses.folders
                closure.variables |= uses.variables
                todo += uses.symbols
        whole = {symbol.module for symbol in closure.symbols if symbol.name == WHOLE}
        closure.symbols = {s for s in closure.symbols if s.name == WHOLE or s.module not in whole}
        return closure

    def find(self, path: str) -> list[Symbol]:
        """Return the symbols behind a dotted path, such as `package.module.function`.

        Returns:
            The module at the end of the path and the packages on the way; an empty list if the
            path is not in the project.
        """
        module, *names = path.split(".")
        if not is_dotted_path(path) or self.path_of(module) is None:
            return []
        return [*self._follow(module, names)]

    def find_definition(self, module: str, name: str) -> list[Symbol]:
        """Return the definition of a function or class, and the packages around its module.

        The whole module stands for a name that the analysis of its source does not find.
        """
        if self.path_of(module) is None:
            return []
        known = name in self.source(module).definitions
        return [Symbol(module, name if known else WHOLE), *self._heads(module)]

    def find_module(self, file: str) -> str | None:
        """Return the name of the module in a file; None if it is not part of the project."""
        if file not in self._modules:
            path = Path(file)
            parts = path.with_suffix("").parts
            parts = parts[:-1] if parts[-1:] == ("__init__",) else parts
            names = (".".join(parts[start:]) for start in range(len(parts) - 1, 0, -1))
            is_code = path.suffix == ".py" and not _is_library(path)
            dotted = filter(is_dotted_path, names if is_code else ())
            found = (name for name in dotted if self.path_of(name) == path)
            self._modules[file] = next(found, None)
        return self._modules[file]

    def locate(self, ran: Iterable[Ran]) -> set[Ran]:
        """Return the project's functions among those that ran, with modules instead of files."""
        found = ((self.find_module(file), function) for file, function in ran)
        return {(module, function) for module, function in found if module}

    def _find_path(self, module: str) -> Path | None:
        """Return the file of a module; the folder itself for a package without `__init__.py`."""
        top, *names = module.split(".")
        root = find_root(top)
        if root is None:
            return None
        place = root.joinpath(top, *names)
        files = (place / "__init__.py", place.with_suffix(".py"))
        found = next((path for path in files if path.is_file()), None)
        return found or (place if place.is_dir() else None)

    def _read(self, module: str) -> ModuleSource:
        path = self.path_of(module)
        if path is None:
            raise ModuleNotFoundError(module)
        return ModuleSource(module, path) if path.is_file() else _Folder(module)

    def _digest(self, symbol: Symbol) -> str:
        source = self.source(symbol.module)
        if symbol.name == WHOLE:
            return source.digest
        return digest_code(self._statements(source, symbol.name))

    def _statements(self, source: ModuleSource, name: str) -> list[ast.stmt]:
        if name == WHOLE:
            return source.body
        return [*source.effects, *source.definitions.get(name, ())]

    def _find_uses(self, symbol: Symbol) -> Closure:
        source = self.source(symbol.module)
        references = source.find_references(self._statements(source, symbol.name))
        uses = Closure(variables=references.variables)
        if symbol.name != WHOLE:
            uses.symbols |= {Symbol(symbol.module, name) for name in references.own}
        targets = {(target, ()) for target in source.stars} | references.imported
        if symbol.name == WHOLE and not source.is_package:
            targets |= {(target, ()) for target in references.imports} - {
                (target, ()) for target, chain in references.imported if chain
            }
        else:
            targets |= {(t, ()) for t in source.unused_imports if self._has_effects(t)}
        for target, attributes in targets:
            self._add(uses, target, attributes)
        self._add_texts(uses, references, symbol.module)
        return uses

    def _has_effects(self, target: Target) -> bool:
        """Return whether importing a module does more than define names."""
        module = f"{target.module}.{target.name}"
        module = module if self.path_of(module) else target.module
        if self.path_of(module) is None:
            return False
        source = self.source(module)
        return bool(source.effects) or source.registers

    def _add(self, uses: Closure, target: Target, attributes: tuple[str, ...]) -> None:
        top = target.module.partition(".")[0]
        if self.path_of(top) is None:
            uses.libraries.add(top)
        else:
            names = [*([] if target.name in (None, "*") else [target.name]), *attributes]
            uses.symbols.update(self._follow(target.module, names))

    def _add_texts(self, uses: Closure, references: References, module: str) -> None:
        file = self.path_of(module)
        if references.reads_files and file:
            uses.folders.add(file.parent)
        for text in references.relative:
            if is_dotted_path(text.lstrip(".")):
                with suppress(ImportError):  # outside a package, or with too many dots
                    path = text if text.startswith(".") else f".{text}"
                    target = resolve_name(path, self.source(module).package)
                    uses.symbols.update(self.find(target) if self.path_of(target) else ())
        for text in references.texts:
            if "." not in text:
                if text in find_distributions() and not self.path_of(text):
                    uses.libraries.add(text)  # as in `import_module("numpy")`
            elif is_dotted_path(text):
                found = self.path_of(text)
                if found and found.name == "__init__.py":
                    uses.folders.add(found.parent)
                uses.symbols.update(self.find(text))

    def _heads(self, module: str) -> Iterator[Symbol]:
        """Yield the packages around a module, since its import also imports them."""
        while "." in module:
            module = module.rpartition(".")[0]
            yield Symbol(module, HEAD)

    def _follow(self, module: str, names: list[str], seen: int = 0) -> Iterator[Symbol]:
        """Yield the modules that a chain of names refers to, through the imports of packages."""
        while names and self.path_of(f"{module}.{names[0]}"):
            module, names = f"{module}.{names[0]}", names[1:]
        if self.path_of(module) is None:
            return
        yield from self._heads(module)
        source = self.source(module)
        imported = source.imports.get(names[0]) if names and source.is_package else None
        if imported and seen < 20:  # the limit ends the loop of a package that imports from itself
            yield Symbol(module, WHOLE if names[0] in source.definitions else HEAD)
            for target in imported:
                if self.path_of(target.module.partition(".")[0]):
                    inner = [*([target.name] if target.name else []), *names[1:]]
                    yield from self._follow(target.module, inner, seen + 1)
        elif source.is_package and names and names[0] not in source.definitions:
            yield Symbol(module, WHOLE)
            for star in source.stars:
                yield from self._follow(star.module, [], seen + 1)
        else:
            yield Symbol(module, WHOLE)

    def _digest_folder(self, folder: Path) -> str:
        """Return a digest of the data files in a folder of modules, such as templates."""
        files = sorted(path for path in folder.rglob("*") if _is_data(path))
        return digest_json(
            [[p.relative_to(folder).as_posix(), p.read_bytes().hex()] for p in files]
        )


class _Folder(ModuleSource):
    """A package without `__init__.py`."""

    def __init__(self, name: str) -> None:
        self.name, self.is_package, self.body = name, True, []
        self.definitions, self.imports, self.stars, self.effects = {}, {}, [], []
        self.registers = False


def is_dotted_path(text: str) -> bool:
    """Return whether a text has the form of a dotted path to a module or an attribute."""
    return all(map(str.isidentifier, text.split(".")))


@cache
def find_root(top: str) -> Path | None:
    """Return the folder with a top-level module; None if it belongs to Python or a library."""
    if top in {*sys.builtin_module_names, *sys.stdlib_module_names, "__main__", PLUGIN}:
        return None
    spec = PathFinder.find_spec(top) or _find_by_hooks(top)
    if spec is None:
        return None
    if spec.origin and Path(spec.origin).suffix == ".py":
        path = Path(spec.origin)
        root = path.parents[1] if path.name == "__init__.py" else path.parent
    else:
        places = list(spec.submodule_search_locations or [])
        if not places:
            return None
        root = Path(places[0]).parent
    return None if _is_library(root) else root


def _find_by_hooks(top: str) -> ModuleSpec | None:
    """Search the finders that installers add for packages in editable mode."""
    for finder in sys.meta_path:
        spec = finder.find_spec(top, None) if hasattr(finder, "find_spec") else None
        if spec:
            return spec
    return None


def _is_library(path: Path) -> bool:
    if {"site-packages", "dist-packages"} & {*path.parts}:
        return True
    return any(place in (path, *path.parents[:2]) for place in _LIBRARIES)


def _is_data(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts[-2:])
    return path.is_file() and not hidden and path.suffix not in {".py", ".pyi", ".pyc"}

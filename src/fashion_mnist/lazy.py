"""Imports that wait for their first use, so that commands which only list or draw start at once."""

import builtins
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def lazy_imports() -> Iterator[None]:
    """Within this context, `import a` and `from a import b` import a module when it is first used.

    What is imported must be a module: `b` is one of the package `a`.
    """
    eager_import = builtins.__import__
    builtins.__import__ = _import_lazily
    try:
        yield
    finally:
        builtins.__import__ = eager_import


def _import_lazily(
    name: str,
    globals: Any = None,
    locals: Any = None,
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    package = ModuleType(name)
    for module in fromlist or ():
        setattr(package, module, _LazyModule(f"{name}.{module}"))
    return package if fromlist else _LazyModule(name)


class _LazyModule(ModuleType):
    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self.__name__), attribute)

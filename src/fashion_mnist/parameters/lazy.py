"""Libraries that are slow to import, imported on first use."""

from importlib import import_module
from typing import Any


class LazyModule:
    """A module that is imported when one of its attributes is first read."""

    def __init__(self, name: str) -> None:
        """Take the name to import."""
        self._name = name

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the module."""
        return getattr(import_module(self._name), name)


sklearn: Any = LazyModule("sklearn")

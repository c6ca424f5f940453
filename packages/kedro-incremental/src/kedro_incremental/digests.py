"""Digests of Python values: parameters, and what is bound to a node's function."""

import hashlib
import io
import json
import pickle
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

_CODE = (FunctionType, BuiltinFunctionType, type)


class NoDigestError(Exception):
    """A value has no digest: it cannot be pickled."""


def digest_json(value: Any) -> str:
    """Return 16 hexadecimal digits that tell values apart that JSON can hold."""
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_value(value: Any) -> tuple[str, list[Any]]:
    """Return the digest of any value that can be pickled, and the functions and classes in it.

    Dictionaries and sets are the same in any order. Functions and classes count by name: whoever
    asks digests their code.

    Raises:
        NoDigestError: the value, or one inside it, cannot be pickled.
    """
    found: list[Any] = []
    return _digest(value, found), found


def _digest(value: Any, found: list[Any]) -> str:
    buffer = io.BytesIO()
    try:
        _Pickler(buffer, found).dump(value)
    except Exception as error:  # objects raise whatever their __reduce__ does
        raise NoDigestError(f"{type(value).__name__}: {error}") from error
    return hashlib.sha256(buffer.getvalue()).hexdigest()[:16]


class _Pickler(pickle.Pickler):
    """Pickles by value alone: neither the order of sets nor shared objects change the bytes."""

    def __init__(self, file: io.BytesIO, found: list[Any]) -> None:
        super().__init__(file, protocol=5)
        self.fast = True  # no memo, which depends on whether equal objects are one
        self._found = found

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, _CODE):
            self._found.append(value)
            return f"code {value.__module__}.{value.__qualname__}"
        if isinstance(value, MethodType):
            self._found.append(value.__func__)
            return f"method {value.__func__.__qualname__} {_digest(value.__self__, self._found)}"
        if isinstance(value, ModuleType):
            return f"module {value.__name__}"
        if type(value) in (set, frozenset):
            return ["set", *sorted(_digest(item, self._found) for item in value)]
        if type(value) is dict:
            items = ((key, item) for key, item in value.items())
            return ["dict", *sorted(_digest(item, self._found) for item in items)]
        return None

"""Digests of Python values, such as parameters and the arguments bound to a node's function."""

import hashlib
import io
import json
import pickle
from collections.abc import Iterable, Iterator
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

_CODE = (FunctionType, BuiltinFunctionType, type)


class NoDigestError(Exception):
    """A value has no digest because it cannot be pickled."""


def digest_json(value: Any, is_ordered: bool = False) -> str:
    """Return a digest of a JSON-serialisable value, as 16 hexadecimal digits.

    The order of dictionaries counts if `is_ordered`.
    """
    text = json.dumps(value, sort_keys=not is_ordered)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_value(value: Any) -> tuple[str, list[Any]]:
    """Return the digest of a picklable value, and the functions and classes in it.

    The order of dictionaries and sets does not count. Functions and classes count by name only;
    the caller has to digest their code.

    Raises:
        NoDigestError: the value, or a value inside it, cannot be pickled.
    """
    found: list[Any] = []
    return _digest(value, found), found


def digest_ordered(value: Any) -> tuple[str, list[Any]]:
    """Return the same as `digest_value`; the order of dictionaries counts if it is not sorted."""
    digest, found = digest_value(value)
    keys = [*_find_keys(value)]
    is_sorted = all(each == sorted(each) for each in keys)
    return digest if is_sorted else digest_json([digest, keys]), found


def _find_keys(value: Any) -> Iterator[list[str]]:
    """Yield the keys of each dictionary in data, and in the fields of Pydantic models."""
    inner: Iterable[Any] = value if isinstance(value, list | tuple) else ()
    if isinstance(value, dict):
        yield [*map(str, value)]
        inner = value.values()
    elif hasattr(value, "model_dump") and not isinstance(value, type):
        inner = vars(value).values()
    for each in inner:
        yield from _find_keys(each)


def _digest(value: Any, found: list[Any]) -> str:
    buffer = io.BytesIO()
    try:
        _Pickler(buffer, found).dump(value)
    except Exception as error:  # __reduce__ of an object may raise anything
        raise NoDigestError(f"{type(value).__name__}: {error}") from error
    return hashlib.sha256(buffer.getvalue()).hexdigest()[:16]


class _Pickler(pickle.Pickler):
    """A pickler whose bytes depend neither on the order of sets nor on shared references."""

    def __init__(self, file: io.BytesIO, found: list[Any]) -> None:
        super().__init__(file, protocol=5)
        self.fast = True  # no memo: it would distinguish equal objects from identical ones
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

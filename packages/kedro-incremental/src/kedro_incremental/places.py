"""Where files are: paths of this machine, and addresses in stores that fsspec knows."""

import os
import posixpath
from pathlib import Path
from typing import Any, cast

SCHEME = "://"


def is_remote(address: object) -> bool:
    """Tell whether this is an address in a store, such as `s3://bucket/folder`."""
    return SCHEME in str(address) and not str(address).startswith("file://")


def find_place(address: object, **options: Any) -> Path:
    """Return a path of this machine, or for an address in a store what behaves like one.

    Args:
        address: a path, or an address that fsspec knows.
        options: of the store's file system, such as credentials.
    """
    if not is_remote(address):
        return Path(str(address).removeprefix("file://")).expanduser()
    from upath import UPath  # imports fsspec's registry

    return cast(Path, UPath(str(address), **options))


def relative_to(address: str, folder: str) -> str:
    """Return an address as from a folder, if both are in one store or both on this machine."""
    (scheme, path), (folders_scheme, start) = _split(address), _split(folder)
    if scheme != folders_scheme:
        return address
    relation: str = (posixpath if scheme else os.path).relpath(path, start)
    return relation.replace(os.sep, "/")


def absolute(relation: str, folder: str) -> str:
    """Return the address that `relative_to` made a relation of."""
    if is_remote(relation) or os.path.isabs(relation):
        return relation
    scheme, start = _split(folder)
    paths = posixpath if scheme else os.path
    address: str = scheme + paths.normpath(paths.join(start, relation))
    return address


def _split(address: str) -> tuple[str, str]:
    before, scheme, after = address.partition(SCHEME)
    return (before + scheme, after) if scheme else ("", address)

"""Locations of files: paths on this machine, and addresses in stores that fsspec supports."""

import os
import posixpath
from pathlib import Path
from typing import Any, cast

SCHEME = "://"


def is_remote(address: object) -> bool:
    """Return whether this is an address in a store, such as `s3://bucket/folder`."""
    return SCHEME in str(address) and not str(address).startswith("file://")


def find_place(address: object, **options: Any) -> Path:
    """Return a path object for a file on this machine or in a store.

    Args:
        address: a path, or an address that fsspec supports.
        options: options of the store's file system, such as credentials.

    Returns:
        A `pathlib.Path`, or for a store a `UPath`, which has the same methods.
    """
    if not is_remote(address):
        return Path(str(address).removeprefix("file://")).expanduser()
    from upath import UPath  # imports fsspec's registry

    return cast(Path, UPath(str(address), **options))


def relative_to(address: str, folder: str) -> str:
    """Return an address relative to a folder, unless they are in different file systems."""
    (scheme, path), (folders_scheme, start) = _split(address), _split(folder)
    if scheme != folders_scheme:
        return address
    relation: str = (posixpath if scheme else os.path).relpath(path, start)
    return relation.replace(os.sep, "/")


def absolute(relation: str, folder: str) -> str:
    """Return the address from a relative one: the inverse of `relative_to`."""
    if is_remote(relation) or os.path.isabs(relation):
        return relation
    scheme, start = _split(folder)
    paths = posixpath if scheme else os.path
    address: str = scheme + paths.normpath(paths.join(start, relation))
    return address


def _split(address: str) -> tuple[str, str]:
    before, scheme, after = address.partition(SCHEME)
    return (before + scheme, after) if scheme else ("", address)

"""The versions of installed libraries and of their dependencies."""

import platform
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from typing import NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from kedro_incremental.digests import digest_json

_ONLY_EXTRA = re.compile(r"""; *extra *== *["'][^"']*["'] *$""")


def find_versions(modules: Iterable[str]) -> dict[str, str]:
    """Return the versions of the distributions that provide some modules.

    Args:
        modules: top-level modules; modules of no distribution, such as Python's own, are ignored.

    Returns:
        By distribution, its version and a digest of the versions of all its dependencies.
    """
    names = {name for module in modules for name in _find_names(module)}
    return {name: _describe(name) for name in sorted(names)}


@cache
def _find_names(module: str) -> set[str]:
    return {each.metadata["Name"] for each in find_distributions().get(module, ())}


def describe_python() -> str:
    """Return the implementation and version of Python."""
    return f"{platform.python_implementation()} {platform.python_version()}"


@cache
def _describe(name: str) -> str:
    versions = find_required(name)
    return f"{versions.pop(canonicalize_name(name))} {digest_json(sorted(versions.items()))}"


def find_required(*names: str) -> dict[str, str]:
    """Return the versions of distributions and of all their direct and indirect dependencies."""
    todo, seen = [Requirement(name) for name in names], set[str]()
    found: dict[str, str] = {}
    while todo:
        wanted = todo.pop()
        key = f"{canonicalize_name(wanted.name)}{sorted(wanted.extras)}"
        if key in seen:
            continue
        seen.add(key)
        metadata = _read_metadata(canonicalize_name(wanted.name))
        if metadata is not None:  # an optional dependency may not be installed
            found[canonicalize_name(wanted.name)] = metadata.version
            todo += _find_requirements(metadata, wanted)
    return found


class _Metadata(NamedTuple):
    version: str
    requires: list[str]


@cache
def _read_metadata(name: str) -> _Metadata | None:
    """Return the version and requirements of a distribution; None if it is not installed."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    # Without the long description below the header, reading is much faster.
    header = (found.read_text("METADATA") or "").partition("\n\n")[0]
    if version := re.search(r"^Version: (.+)$", header, re.MULTILINE):
        requires = re.findall(r"^Requires-Dist: (.+)$", header, re.MULTILINE)
        return _Metadata(version[1].strip(), requires)
    return _Metadata(found.version, found.requires or [])


def _find_requirements(metadata: _Metadata, wanted: Requirement) -> Iterator[Requirement]:
    environments = [{"extra": extra} for extra in wanted.extras or {""}]
    for text in metadata.requires:
        if not wanted.extras and _ONLY_EXTRA.search(text):  # parsing takes ten times as long
            continue
        with suppress(InvalidRequirement):
            required = Requirement(text)
            if not required.marker or any(map(required.marker.evaluate, environments)):
                yield required


@cache
def find_distributions() -> dict[str, list[Distribution]]:
    """Return the distributions that provide each top-level module, according to their metadata.

    `importlib.metadata.packages_distributions` also checks that each file exists, which takes a
    quarter of a second.
    """
    found: dict[str, list[Distribution]] = {}
    for each in distributions():
        for module in _list_modules(each):
            found.setdefault(module, []).append(each)
    return found


def _list_modules(found: Distribution) -> set[str]:
    if listed := found.read_text("top_level.txt"):
        return set(listed.split())
    files = (found.read_text("RECORD") or "").splitlines()
    return {re.split("[/,]", line, maxsplit=1)[0].removesuffix(".py") for line in files}

"""Whether the processes of a run have the same code and the same libraries."""

import hashlib
import os
import platform
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from kedro_incremental.libraries import find_required

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
Environment = dict[str, dict[str, str]]  # of plain texts, so that any process can read them


@cache
def describe_environment(package: str) -> Environment:
    """Return what decides what this process computes, beside what it is given.

    It is found once in a process, which keeps the code that it has imported.
    """
    return {
        "code": {package: digest_sources(package)} if package else {},
        "version": {"python": platform.python_version(), **_find_libraries(package)},
        "threads": {name: os.environ.get(name, str(os.cpu_count())) for name in THREADS},
    }


def find_differences(here: Environment, there: Environment) -> list[str]:
    """Return what keeps a process there from computing what this one would."""
    return [
        *(f"other code of {name}" for name, *_ in _compare(here["code"], there["code"])),
        *(
            f"{name} {theirs}, here {ours}"
            for name, ours, theirs in _compare(here["version"], there["version"])
        ),
    ]


def find_other_threads(here: Environment, there: Environment) -> list[str]:
    """Return the numbers of threads that differ, which may change the last digits of results."""
    found = _compare(here["threads"], there["threads"])
    return [f"{name}={theirs}, here {ours}" for name, ours, theirs in found]


def digest_sources(package: str) -> str:
    """Return a digest of all files of a package, with their names."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    root, digest = Path(spec.origin).parent, hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


def _find_libraries(package: str) -> dict[str, str]:
    own = packages_distributions().get(package, [])
    found = find_required(*own, "kedro", "distributed")
    return {name: found[name] for name in sorted(found) if name not in own}


def _compare(here: dict[str, str], there: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*here, *there}):
        ours, theirs = here.get(name, "none"), there.get(name, "none")
        if ours != theirs:
            yield name, ours, theirs

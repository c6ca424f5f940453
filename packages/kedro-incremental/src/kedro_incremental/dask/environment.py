"""A comparison of code, libraries and threads between the processes of a run."""

import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from kedro_incremental.libraries import find_required

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
Environment = dict[str, dict[str, str]]  # only built-in types, so that any process can unpickle it


@cache
def describe_environment(package: str, *libraries: str) -> Environment:
    """Describe the code, the versions of libraries and the numbers of threads of this process.

    The result is cached, since a process keeps the code that it has imported.

    Args:
        package: package of the project; empty if there is none.
        libraries: names of libraries that the nodes use. Their dependencies, those of the project,
            if it is installed, and those of the runner are described too.
    """
    return {
        "code": {package: digest_sources(package)} if package else {},
        "version": {"python": platform.python_version(), **_find_libraries(package, libraries)},
        "threads": {name: os.environ.get(name, str(os.cpu_count())) for name in THREADS},
    }


def describe_worker(package: str, sender: Environment) -> Environment:
    """Describe a worker for a comparison with the process that sends it nodes."""
    return describe_environment(package, *sender["version"])


def find_differences(here: Environment, there: Environment) -> list[str]:
    """Return the differences in code and versions, which may change the results of a worker."""
    return [
        *(f"other code of {name}" for name, *_ in _compare(here["code"], there["code"])),
        *(
            f"{name} {theirs}, here {ours}"
            for name, ours, theirs in _compare(here["version"], there["version"])
        ),
    ]


def find_other_threads(here: Environment, there: Environment) -> list[str]:
    """Return the differences in numbers of threads, which may change the last digits of results."""
    found = _compare(here["threads"], there["threads"])
    return [f"{name}={theirs}, here {ours}" for name, ours, theirs in found]


def digest_sources(package: str) -> str:
    """Return a digest of the names and contents of all files in a package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    root, digest = Path(spec.origin).parent, hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


def _find_libraries(package: str, names: Iterable[str]) -> dict[str, str]:
    own = packages_distributions().get(package, [])
    found = find_required(*own, *names, "kedro", "distributed")
    return {name: found[name] for name in sorted(found) if name not in own}


def _compare(here: dict[str, str], there: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*here, *there}):
        ours, theirs = here.get(name, "none"), there.get(name, "none")
        if ours != theirs:
            yield name, ours, theirs

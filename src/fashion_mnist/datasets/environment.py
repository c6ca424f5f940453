"""The environment of a run: the machine, the installed packages and the git commit."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset
from fashion_mnist.parameters.processor import read_memory, read_processor

PACKAGES = ["kedro", "keras", "tensorflow", "scikit-learn", "scikit-learn-intelex"]
PACKAGES += ["numpy", "pandas", "plotly"]


class EnvironmentDataset(ReadOnlyDataset[dict[str, object]]):
    """Loads the description of the environment from `describe_environment`."""

    def __init__(self, *, repository: str, metadata: Metadata = None) -> None:
        """Point to a folder in the git repository."""
        self._repository = Path(repository)
        self.metadata = metadata

    def load(self) -> dict[str, object]:
        """Describe the current environment."""
        return describe_environment(self._repository)

    def _exists(self) -> bool:
        return True


def describe_environment(folder: Path) -> dict[str, object]:
    """Describe the machine, the installed packages, and the git commit of a folder.

    Outside a repository, `commit` is None. `modified` is True if tracked files differ from it.
    """
    commit, memory = _git(folder, "rev-parse", "HEAD"), read_memory()
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "modified": bool(commit and _git(folder, "status", "--porcelain", "--untracked-files=no")),
        "python": platform.python_version(),
        "system": platform.platform(aliased=True, terse=True),
        "processor": read_processor("model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": memory and round(memory / 2**30, 1),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _git(folder: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None

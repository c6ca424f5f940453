"""The environment of a run: the machine, the installed packages and the git commit."""

import os
import platform
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset
from fashion_mnist.parameters.processor import read_memory, read_processor

PACKAGES = ["kedro", "keras", "tensorflow", "scikit-learn", "scikit-learn-intelex"]
PACKAGES += ["numpy", "pandas", "plotly"]


class EnvironmentDataset(ReadOnlyDataset[dict[str, object]]):
    """Loads a description of the machine, the installed packages and the git commit."""

    def __init__(self, *, repository: str, metadata: Metadata = None) -> None:
        """Point to a folder in the git repository."""
        self._repository = Path(repository)
        self.metadata = metadata

    def load(self) -> dict[str, object]:
        """Describe the machine, the installed packages, and the git commit.

        Outside a repository, `commit` is None. `modified` is True if tracked files differ from it.
        """
        commit, memory = self._git("rev-parse", "HEAD"), read_memory()
        is_modified = commit and self._git("status", "--porcelain", "--untracked-files=no")
        packages = {}
        for name in PACKAGES:
            with suppress(PackageNotFoundError):
                packages[name] = version(name)
        return {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": commit,
            "modified": bool(is_modified),
            "python": platform.python_version(),
            "system": platform.platform(aliased=True, terse=True),
            "processor": read_processor("model name") or platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "memory_gib": memory and round(memory / 2**30, 1),
            "packages": packages,
        }

    def _exists(self) -> bool:
        return True

    def _git(self, *arguments: str) -> str | None:
        command = ["git", "-C", str(self._repository), *arguments]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=30)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

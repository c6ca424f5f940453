"""Run times of whole commands, each in a separate process."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.timing import compare, seconds

PROJECT = Path(__file__).parents[1]
KEDRO = Path(sys.executable).with_name("kedro")


def run() -> Iterator[tuple[str, ...]]:
    """Time pipelines, and `kedro registry list` compared with an empty project."""
    for pipeline in ("data_engineering", "reporting"):
        command = ("run", f"--pipelines={pipeline}", "--everything")
        time = median(seconds(partial(kedro, *command)) for _ in range(5))
        yield f"kedro {' '.join(command)}", f"{time:.1f} s", "", "", ""
    with tempfile.TemporaryDirectory() as folder:
        kedro("new", "--name=empty", "--tools=none", "--example=n", "--telemetry=no", at=folder)
        empty = Path(folder) / "empty"
        yield from compare(
            "kedro registry list",
            lambda: kedro("registry", "list"),
            lambda: kedro("registry", "list", at=empty),
            "an empty Kedro project",
            rounds=5,
        )


def kedro(*arguments: str, at: Path | str = PROJECT) -> None:
    """Run a Kedro command in a project."""
    subprocess.run([KEDRO, *arguments], cwd=at, check=True, capture_output=True)

"""Run benchmarks by name, or all of them; print a table of each and save it to a file."""

import argparse
import importlib
import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from fashion_mnist.datasets.environment import EnvironmentDataset
from fashion_mnist.parameters.errors import InputError

PROJECT = Path(__file__).parents[1]
RESULTS = PROJECT / "data/08_reporting/benchmarks"
COLUMNS = ("benchmark", "ours", "other", "ratio", "compared with")
NAMES = ("training", "frontier", "svm", "pictures", "commands", "fitting", "scaling", "cluster")
PEERS = ("keras", "tensorflow", "scikit-learn", "scikit-learn-intelex", "torch")


def main() -> None:
    """Print the environment and the results of each benchmark, and save the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", default=NAMES, metavar="|".join(NAMES))
    console = Console(width=120)
    print_setting(console)
    for name in parser.parse_args().names:
        run, table = describe_run(name), Table(*COLUMNS, title=name)
        try:
            rows = list(importlib.import_module(f"benchmarks.{name}").run())
        except InputError as error:
            parser.error(str(error))
        for row in rows:
            table.add_row(*row)
        console.print(table)
        keep(name, run, rows)


def describe_run(name: str) -> dict[str, object]:
    """Describe the command, machine, commit, and versions of the compared libraries."""
    packages = {peer: find_version(peer) for peer in PEERS}
    command = {"command": f"python -m benchmarks {name}"}
    machine = EnvironmentDataset(repository=str(PROJECT)).load()
    return machine | command | {"packages": packages}


def keep(
    name: str, run: dict[str, object], rows: Sequence[Sequence[str]], folder: Path = RESULTS
) -> None:
    """Save the rows of a benchmark, with the description of its run."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"run": run, "columns": COLUMNS, "rows": rows}
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def print_setting(console: Console) -> None:
    """Print the date, the machine and the library versions."""
    console.print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}; "
        + ", ".join(f"{name} {find_version(name)}" for name in PEERS)
    )


def find_version(name: str) -> str:
    """Return the installed version of a package, or "absent"."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


if __name__ == "__main__":
    main()

"""Run benchmarks by name, or all of them, and print one table."""

import argparse
import importlib
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from rich.console import Console
from rich.table import Table

NAMES = ("training", "frontier", "svm", "pictures", "commands", "fitting", "scaling", "cluster")
PEERS = ("keras", "tensorflow", "scikit-learn", "scikit-learn-intelex", "torch")


def main() -> None:
    """Print where this runs, which peers are present, and each result as it comes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", default=NAMES, metavar="|".join(NAMES))
    console = Console(width=120)
    print_setting(console)
    for name in parser.parse_args().names:
        table = Table("benchmark", "ours", "other", "ratio", "other is", title=name)
        for row in importlib.import_module(f"benchmarks.{name}").run():
            table.add_row(*row)
        console.print(table)


def print_setting(console: Console) -> None:
    """Print the date, the machine and the versions."""
    console.print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}; "
        + ", ".join(f"{name} {find_version(name)}" for name in PEERS)
    )


def find_version(name: str) -> str:
    """The installed version, or that there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


if __name__ == "__main__":
    main()

"""Run the project: `python -m fashion_mnist`, with the options of `kedro run`."""

import os
from typing import Any

from kedro.framework.cli.utils import find_run_command
from kedro.framework.project import configure_project


def main(*args: Any, **kwargs: Any) -> Any:
    """Run the pipelines as `kedro run` does."""
    os.environ.setdefault("DO_NOT_TRACK", "1")  # `.telemetry` does this inside the project
    configure_project("fashion_mnist")
    return find_run_command("fashion_mnist")(*args, **kwargs)


if __name__ == "__main__":
    main()

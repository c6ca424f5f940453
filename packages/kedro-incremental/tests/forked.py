"""Kedro commands in forks of a process that has imported Kedro, which takes most of their time."""

import multiprocessing
import os
import sys
from pathlib import Path

SERVER = multiprocessing.get_context("forkserver")
LIBRARIES = ["kedro.framework.cli", "kedro_datasets.json.json_dataset", "pandas", "requests"]
SERVER.set_forkserver_preload(LIBRARIES)


def run_kedro(arguments, folder):
    """Run `kedro ARGUMENTS` in a folder; return the exit code and what was printed."""
    printed = Path(folder, "printed.txt")
    process = SERVER.Process(target=_run, args=(arguments, folder, printed))
    process.start()
    process.join(timeout=120)
    process.kill()  # if it still runs
    return process.exitcode, printed.read_text(encoding="utf-8")


def _run(arguments, folder, printed):
    with printed.open("wb") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.chdir(folder)
    sys.argv = ["kedro", *arguments]
    from kedro.framework.cli import main

    main()

"""Copies of the project in which tests run whole commands."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from forked import run_forked, start_forked

from fashion_mnist.parameters import model_names

PROJECT = Path(__file__).parents[1]
KEDRO = str(Path(sys.executable).with_name("kedro"))
BY_DEFAULT = tuple(name for name in model_names.NAMES if name != model_names.ROBUST)


def copy_project(folder):
    for name in ("conf", "src", "data/01_raw", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("pyproject.toml", ".telemetry"):
        shutil.copy(PROJECT / name, folder / name)
    return folder


def run(command, folder, code=0, **environment):
    """Run a command in a folder, check its exit code, and return all that it printed."""
    environment = os.environ | environment
    if command[0] == KEDRO:
        received, printed = run_forked(["kedro", *command[1:]], folder, environment)
    else:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=1200
        )
        received, printed = done.returncode, done.stdout + done.stderr
    assert received == code, printed
    return printed


def disturb(command, folder, when, how):
    """Start a `kedro` command, and call `how(PROCESS)` as soon as `when(PRINTED)` holds.

    Return its exit code, minus a signal if that ended it, and all that it printed.
    """
    file = folder / "printed_when_disturbed.txt"
    file.touch()
    process = start_forked(["kedro", *command[1:]], folder, os.environ.copy(), file)
    while not when(file.read_text("utf-8")):
        assert process.is_alive(), file.read_text("utf-8")
        time.sleep(0.1)
    how(process)
    process.join(timeout=300)
    process.kill()  # if it still runs
    return process.exitcode, file.read_text("utf-8")


def run_code(text, folder, *arguments, code=0, **environment):
    """Run Python code that may find the large libraries imported; return all that it printed."""
    received, printed = run_forked(["-c", text, *arguments], folder, os.environ | environment)
    assert received == code, printed
    return printed


def edit(path, old, new):
    """Replace a text that must occur exactly once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"Expected {old!r} once in {path}. Received {text.count(old)}."
    path.write_text(text.replace(old, new), encoding="utf-8")

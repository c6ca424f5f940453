"""Places from which a missing raw file can be had."""

import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pooch
from kedro.io import DatasetError

Checked = TypeVar("Checked")

log = logging.getLogger(__name__)


def fetch(path: Path, sources: Sequence[str], check: Callable[[Path], Checked]) -> Checked:
    """Get the file of that name from the first source whose copy passes the check.

    The copy is made in a temporary folder beside `path` and renamed when it is whole.

    Returns:
        What the check of the copy gave.

    Raises:
        DatasetError: no source had it; the message gives the reason of each.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    failures = []
    for source in sources:
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=path.parent) as folder:
            try:
                copy = _get(source, path.name, Path(folder).resolve())
                checked = check(copy)
            except Exception as error:
                reason = " ".join(str(error).split()) or type(error).__name__
                failures.append(f"  {source}: {reason}")
                continue
            copy.replace(path)
            log.info("Got %s from %s", path.name, source)
            return checked
    raise DatasetError(
        f"Could not get {path.name} from any of its sources:\n"
        + "\n".join(failures)
        + f"\nPlace the file at {path} by hand, then run again."
    )


def _get(source: str, name: str, folder: Path) -> Path:
    """Copy the file `name` from a source into a folder, and return its path there."""
    if source.startswith("https://"):
        return _download(source, name, folder)
    if source.startswith("apt:"):
        return _get_from_package(source.removeprefix("apt:"), name, folder)
    return Path(shutil.copyfile(Path(source) / name, folder / name))


def _download(address: str, name: str, folder: Path) -> Path:
    mirror = pooch.create(folder, address + "/", registry={name: None}, retry_if_failed=2)
    downloader = pooch.HTTPDownloader(progressbar=os.isatty(2), timeout=30)
    pooch.get_logger().setLevel(logging.WARNING)
    return Path(mirror.fetch(name, downloader=downloader))


def _get_from_package(package: str, name: str, folder: Path) -> Path:
    """Unpack a Debian package in a folder, without root and without installing it."""
    apt = shutil.which("apt-get")
    if not apt:
        raise DatasetError("this system has no apt-get")
    lists, cache = folder / "lists", folder / "cache"
    for directory in (lists, cache):
        (directory / "partial").mkdir(parents=True)
    options = [f"-oDir::State::Lists={lists}", f"-oDir::Cache={cache}"]
    _run([apt, *options, "update"], folder)
    _run([apt, *options, "download", package], folder)
    archive = next(folder.glob("*.deb"))
    _run(["dpkg", "-x", archive.name, "."], folder)
    return next(folder.rglob(name))


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode:
        last_line = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise DatasetError(f"{' '.join(command[-2:])} failed: {' '.join(last_line)}")

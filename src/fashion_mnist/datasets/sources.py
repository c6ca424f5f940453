"""Sources from which missing raw files are fetched."""

import atexit
import functools
import logging
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import requests
from fsspec.core import url_to_fs
from kedro.io import DatasetError

from fashion_mnist.datasets.base import temporary_folder
from fashion_mnist.parameters.processor import read_memory
from kedro_incremental.places import is_remote

Checked = TypeVar("Checked")
log = logging.getLogger(__name__)
TIMEOUT = 30  # seconds without a response
RETRIES = 2
CHUNK = 2**20  # bytes
# Fashion-MNIST has 47 million bytes, ImageNet at 32x32 pixels 3.9 billion.
MAX_BYTES = 4 * 2**30  # bytes of a download, or of an array if the machine's memory is unknown
REPLACE_IT = "Replace it with the right file; if the catalog lists sources of it, just delete it."


def fetch(path: Path, sources: Sequence[str], check: Callable[[Path], Checked]) -> Checked:
    """Check a file and return the result; a missing file is fetched from the first valid source.

    The copy is made in a temporary folder next to `path`, and moved when it is complete.

    Raises:
        DatasetError: no source had the file; the message gives the reason for each source.
    """
    if path.exists() or not sources:
        return check(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    failures = []
    for source in sources:
        with temporary_folder(path.parent, ".fetch-") as folder:
            copy = folder / path.name
            try:
                _copy(source, copy)
                checked = check(copy)
            except Exception as error:
                reason = " ".join(str(error).split()) or type(error).__name__
                failures.append(f"  {source}: {reason}")
            else:
                copy.replace(path)
                log.info("Got %s from %s", path.name, source)
                return checked
    raise DatasetError(
        f"Could not get {path.name} from any of its sources:\n"
        + "\n".join(failures)
        + f"\nPlace the file at {path} by hand, then run again."
    )


def _copy(source: str, target: Path) -> None:
    """Copy the file with the target's name from a source."""
    if source.startswith("https://"):
        return download(source, target)
    path = Path(source) / target.name
    if source.startswith("apt:"):
        files = _unpack_package(source.removeprefix("apt:")).rglob("*")
        found = [file for file in files if file.name == target.name and file.is_file()]
        if not found:
            raise DatasetError(f"the package has no file {target.name}")
        path = found[0]
    elif source.startswith(("ftp://", "http://")):
        raise DatasetError(
            "expected a folder, an https:// address of a folder, a folder in a store such as "
            "s3://, or apt:PACKAGE"
        )
    elif is_remote(source):
        filesystem, folder = url_to_fs(source)
        file = f"{folder.rstrip('/')}/{target.name}"
        _check_download(filesystem.size(file))
        filesystem.get_file(file, str(target))
        return
    check_file(path)
    shutil.copyfile(path, target)


@functools.cache
def _unpack_package(package: str) -> Path:
    """Unpack a Debian package once, without root rights, into a folder until the process ends."""
    apt = shutil.which("apt-get")
    if not apt:
        raise DatasetError("this system has no apt-get")
    folder = Path(tempfile.mkdtemp(prefix="fashion-mnist-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    lists, cache = folder / "lists", folder / "cache"
    for directory in (lists, cache):
        (directory / "partial").mkdir(parents=True)
    options = [f"-oDir::State::Lists={lists}", f"-oDir::Cache={cache}"]
    _run([apt, *options, "update"], folder)
    _run([apt, *options, "download", package], folder)
    for archive in folder.glob("*.deb"):
        _run(["dpkg", "-x", archive.name, "."], folder)
    return folder


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode:
        last_line = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise DatasetError(f"{' '.join(command[-2:])} failed: {' '.join(last_line)}")


def download(address: str, target: Path) -> None:
    """Download a file of up to `MAX_BYTES`, named like the target, from a folder at https://."""
    url = f"{address.rstrip('/')}/{quote(target.name)}"
    log.info("Downloading %s", url)
    with requests.Session() as session:
        session.adapters.clear()  # to support https:// only, also when a server redirects
        session.mount("https://", requests.adapters.HTTPAdapter(max_retries=RETRIES))
        try:
            response = session.get(url, stream=True, timeout=TIMEOUT)
        except requests.exceptions.InvalidSchema as error:
            raise DatasetError(f"redirected to an address without https:// ({error})") from error
        response.raise_for_status()
        with target.open("wb") as file:
            for chunk in response.iter_content(CHUNK):
                file.write(chunk)
                _check_download(file.tell())


def check_file(path: Path) -> None:
    """Raise DatasetError unless this is a regular file, as a pipe or a device may never end."""
    if not path.exists():
        raise DatasetError(f"There is no file {path}: place it there.")
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "a pipe, a socket or a device"
        raise DatasetError(f"Expected a file. Received {path}, which is {kind}. {REPLACE_IT}")


def _check_download(size: int) -> None:
    if size > MAX_BYTES:
        raise DatasetError(f"more than {MAX_BYTES / 2**30:g} GiB, too large for a raw file")


def check_size(size: int, name: str, kind: str = "an array") -> None:
    """Raise DatasetError if an array or a file of a size in bytes takes over half of the memory."""
    memory = read_memory()
    largest = memory // 2 if memory else MAX_BYTES
    if size > largest:
        raise DatasetError(
            f"Expected {kind} of up to {largest / 2**30:.3g} GiB, half of this machine's memory. "
            f"Received {name}, whose header declares {size} bytes. {REPLACE_IT} A larger one "
            "needs a machine with more memory."
        )

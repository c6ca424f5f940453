"""Where raw files come from if they are not there."""

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
TIMEOUT = 30  # seconds without an answer
RETRIES = 2
CHUNK = 2**20  # bytes
# Fashion-MNIST has 47 million bytes, ImageNet at 32x32 pixels 3.9 billion.
LARGEST = 4 * 2**30  # bytes of a download; of an array where the memory is unknown
REPLACE_IT = "Put the right file in its place; if the catalog names sources of it, just delete it."


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
        with temporary_folder(path.parent, ".fetch-") as folder:
            copy = folder / path.name
            try:
                _copy(source, copy)
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


def _copy(source: str, target: Path) -> None:
    """Copy the file of the target's name from a source."""
    if source.startswith("https://"):
        return download(source, target)
    if source.startswith("apt:"):
        return _copy_file(_find_in_package(source.removeprefix("apt:"), target.name), target)
    if source.startswith(("ftp://", "http://")):
        raise DatasetError(
            "expected a folder, an https:// address of one, one in a store such as s3://, or "
            "apt:PACKAGE"
        )
    if is_remote(source):
        return _copy_from_store(source, target)
    return _copy_file(Path(source) / target.name, target)


def _copy_file(path: Path, target: Path) -> None:
    check_file(path)
    shutil.copyfile(path, target)


def _copy_from_store(source: str, target: Path) -> None:
    filesystem, folder = url_to_fs(source)
    path = f"{folder.rstrip('/')}/{target.name}"
    check_download(filesystem.size(path))
    filesystem.get_file(path, str(target))


def _find_in_package(package: str, name: str) -> Path:
    files = _unpack_package(package).rglob("*")
    found = [path for path in files if path.name == name and path.is_file()]
    if not found:
        raise DatasetError(f"the package has no file {name}")
    return found[0]


@functools.cache
def _unpack_package(package: str) -> Path:
    """Unpack a Debian package, without root and without installing it, once for all its files.

    Returns:
        A temporary folder, which is there until the process ends.
    """
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
    """Download the file of the target's name from a folder at an https:// address.

    Raises:
        DatasetError: the file is too large, or the server leads elsewhere than to https://.
    """
    url = f"{address.rstrip('/')}/{quote(target.name)}"
    log.info("Downloading %s", url)
    try:
        with _open_session() as session, session.get(url, stream=True, timeout=TIMEOUT) as response:
            response.raise_for_status()
            _write(response, target)
    except requests.exceptions.InvalidSchema as error:
        raise DatasetError(f"redirected to what is not https:// ({error})") from error


def _open_session() -> requests.Session:
    """A session that knows https:// alone, wherever a server redirects it."""
    session = requests.Session()
    session.adapters.clear()
    session.mount("https://", requests.adapters.HTTPAdapter(max_retries=RETRIES))
    return session


def _write(response: requests.Response, target: Path) -> None:
    with target.open("wb") as file:
        for chunk in response.iter_content(CHUNK):
            file.write(chunk)
            check_download(file.tell())


def check_file(path: Path) -> None:
    """Raise DatasetError unless this is a regular file: a pipe or a device may never end."""
    if not path.exists():
        raise DatasetError(f"There is no file {path}: place it there.")
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "a pipe, a socket or a device"
        raise DatasetError(f"Expected a file. Received {path}, which is {kind}. {REPLACE_IT}")


def check_download(size: int) -> None:
    """Raise DatasetError if so many bytes are no raw file."""
    if size > LARGEST:
        raise DatasetError(f"more than {LARGEST / 2**30:g} GiB, which is no raw file")


def check_size(size: int, name: str) -> None:
    """Raise DatasetError if so many bytes would take more than half of the machine's memory."""
    memory = read_memory()
    largest = memory // 2 if memory else LARGEST
    if size > largest:
        raise DatasetError(
            f"Expected an array of up to {largest / 2**30:.3g} GiB, half of this machine's memory. "
            f"Received {name}, whose header promises {size} bytes. {REPLACE_IT} A larger one takes "
            "a machine with more memory."
        )

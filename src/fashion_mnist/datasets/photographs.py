"""Photographs in an archive, a folder for each kind."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from kedro.io import DatasetError

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset
from fashion_mnist.datasets.sources import REPLACE_IT, check_file, check_size, fetch
from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.decoding import decode_picture

Photographs = dict[str, Callable[[], Images]]

ENCRYPTED = 1  # the flag of a file in a ZIP archive
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)


class PhotographsDataset(ReadOnlyDataset[Photographs]):
    """Loads a dictionary from names such as `shoes/1.jpg` to what reads each photograph.

    They are in one folder of a ZIP archive, in a folder for each kind. An archive that is missing
    is first fetched from the first of `sources` that has it. `sha256` is of its contents, so that
    it may be packed anew: of a line `<SHA-256 of a file>  <its path>` for each file, sorted by
    path, as `sha256sum` prints them, without the folder that holds all.

    Example:
        ::

            photographs.train:
              type: fashion_mnist.datasets.PhotographsDataset
              filepath: data/01_raw/clothing-dataset-small.zip
              folder: train
    """

    def __init__(
        self,
        *,
        filepath: str,
        folder: str,
        sources: list[str] | None = None,
        sha256: str | None = None,
        metadata: Metadata | None = None,
    ) -> None:
        """Point to a folder of the archive.

        Args:
            filepath: a local path.
            folder: its name below the folder that holds all.
            sources: as `IDXDataset` takes them.
            sha256: of the contents, checked when they are loaded.
            metadata: anything for plugins, such as kedro-viz.
        """
        self._filepath = Path(filepath)
        self._folder = folder
        self.sources = sources or []
        self._sha256 = sha256
        self.metadata = metadata

    def load(self) -> Photographs:
        """Return the dictionary; a photograph is decoded when it is called.

        Raises:
            DatasetError: the archive is missing and no source has it, or it is damaged, or not the
                one that is expected, or has no such folder.
        """
        if self._filepath.exists() or not self.sources:
            names = self._check(self._filepath)
        else:
            names = fetch(self._filepath, self.sources, check=self._check)
        inside = {_shorten(name): name for name in names}
        found: Photographs = {
            path.removeprefix(f"{self._folder}/"): partial(_read, self._filepath, name)
            for path, name in sorted(inside.items())
            if path.startswith(f"{self._folder}/")
        }
        if not found:
            raise DatasetError(
                f"Expected a folder {self._folder} with photographs in {self._filepath}. Received "
                f"none. {REPLACE_IT}"
            )
        return found

    def _check(self, path: Path) -> list[str]:
        check_file(path)
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
                if any(entry.flag_bits & ENCRYPTED for entry in entries):
                    raise zipfile.BadZipFile("it is encrypted")
                names = [entry.filename for entry in entries if not entry.is_dir()]
                check_size(sum(entry.file_size for entry in entries), str(path))
                received = _digest(archive, names) if self._sha256 else None
        except UNREADABLE as error:
            raise DatasetError(
                f"Expected a ZIP archive. Received {path}, which cannot be read: {error}. "
                f"{REPLACE_IT}"
            ) from error
        if received != self._sha256:
            raise DatasetError(
                f"The contents of {path} are not what they should be. Expected SHA-256 "
                f"{self._sha256}, received {received}. {REPLACE_IT}"
            )
        return names

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "folder": self._folder, "sources": self.sources}


def _digest(archive: zipfile.ZipFile, names: list[str]) -> str:
    lines = sorted((_shorten(name), name) for name in names)
    digest = hashlib.sha256()
    for short, name in lines:
        content = hashlib.sha256(archive.read(name)).hexdigest()
        digest.update(f"{content}  {short}\n".encode())
    return digest.hexdigest()


def _shorten(name: str) -> str:
    """A path without the folder that holds all."""
    return str(PurePosixPath(*PurePosixPath(name).parts[1:]))


def _read(path: Path, name: str) -> Images:
    archive = _open(path, path.stat().st_mtime_ns)
    return decode_picture(io.BytesIO(archive.read(name)))


@lru_cache(maxsize=1)
def _open(path: Path, _: int) -> zipfile.ZipFile:
    """An archive that stays open, as its table of contents takes a while to read."""
    return zipfile.ZipFile(path)

"""Photographs in a ZIP archive, with a folder for each kind."""

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
    """Loads a dictionary that maps names such as `shoes/1.jpg` to functions that read photographs.

    The photographs lie in one folder of a ZIP archive, in a subfolder for each kind. A missing
    archive is fetched from the first of `sources` that has it.

    `sha256` verifies the files and not the archive, which may be packed again. It is the digest of
    the lines `<SHA-256 of a file>  <its path>` of all files, sorted by path, as `sha256sum` prints
    them. The paths start below the archive's top folder.
    """

    def __init__(
        self,
        *,
        filepath: str,
        folder: str,
        sources: list[str] | None = None,
        sha256: str | None = None,
        metadata: Metadata = None,
    ) -> None:
        """Point to a folder below the top folder of a local archive."""
        self._filepath = Path(filepath)
        self._folder = folder
        self.sources = sources or []
        self._sha256 = sha256
        self.metadata = metadata

    def load(self) -> Photographs:
        """Return the dictionary; a photograph is decoded when its function is called.

        Raises:
            DatasetError: the archive is missing and no source has it, it is damaged, its contents
                do not match the digest, or it does not have the folder.
        """
        files = fetch(self._filepath, self.sources, check=self._check)
        folder = f"{self._folder}/"
        found: Photographs = {
            path.removeprefix(folder): partial(_read, self._filepath, name)
            for path, name in files
            if path.startswith(folder)
        }
        if not found:
            raise DatasetError(
                f"Expected a folder {self._folder} with photographs in {self._filepath}. Received "
                f"none. {REPLACE_IT}"
            )
        return found

    def _check(self, path: Path) -> list[tuple[str, str]]:
        """Return each file's path below the archive's top folder, and its whole path, sorted."""
        check_file(path)
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
                if any(entry.flag_bits & ENCRYPTED for entry in entries):
                    raise zipfile.BadZipFile("it is encrypted")
                names = [entry.filename for entry in entries if not entry.is_dir()]
                parts = (PurePosixPath(name).parts for name in names)
                below = [str(PurePosixPath(*inner)) for _, *inner in parts]
                files = sorted(zip(below, names, strict=True))
                check_size(sum(entry.file_size for entry in entries), str(path))
                received = _digest(archive, files) if self._sha256 else None
        except UNREADABLE as error:
            raise DatasetError(
                f"Expected a ZIP archive. Received {path}, which cannot be read: {error}. "
                f"{REPLACE_IT}"
            ) from error
        if received != self._sha256:
            raise DatasetError(
                f"The contents of {path} are not the expected ones. Expected SHA-256 "
                f"{self._sha256}, received {received}. {REPLACE_IT}"
            )
        return files

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, object]:
        return {"filepath": self._filepath, "folder": self._folder, "sources": self.sources}


def _digest(archive: zipfile.ZipFile, files: list[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for path, name in files:
        content = hashlib.sha256(archive.read(name)).hexdigest()
        digest.update(f"{content}  {path}\n".encode())
    return digest.hexdigest()


def _read(path: Path, name: str) -> Images:
    archive = _open(path, path.stat().st_mtime_ns)  # a changed archive is opened again
    return decode_picture(io.BytesIO(archive.read(name)))


@lru_cache(maxsize=1)
def _open(path: Path, _: int) -> zipfile.ZipFile:
    """Open an archive and keep it open, because reading its table of contents takes a while."""
    return zipfile.ZipFile(path)

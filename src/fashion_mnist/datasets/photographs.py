"""Labelled photographs in a ZIP archive, and the parts that they belong to."""

import hashlib
import io
import re
import zipfile
import zlib
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pandas as pd
from kedro.io import DatasetError

from fashion_mnist.datasets.base import Metadata, PackagedFileDataset, ReadOnlyDataset
from fashion_mnist.datasets.sources import REPLACE_IT, check_file, check_size, fetch
from fashion_mnist.images.arrays import Images
from fashion_mnist.pictures.reading import decode_picture

COLUMNS = ["image", "sender_id", "label", "kids"]  # of an archive's table
TYPES = {"image": str, "label": str, "kids": bool}
HELD_OUT_EVERY = 4  # every fourth product is held out
ENCRYPTED = 1  # the flag of a file in a ZIP archive


class Photograph(NamedTuple):
    """A photograph in an archive."""

    archive: Path
    name: str

    def __call__(self) -> Images:
        """Return the decoded photograph, (height, width, 4)."""
        return decode_picture(io.BytesIO(self.read_bytes()))

    def read_bytes(self) -> bytes:
        """Return the content of its file."""
        archive = _open(self.archive, self.archive.stat().st_mtime_ns)  # again after a change
        return archive.read(self.name)


class PhotographsDataset(ReadOnlyDataset[pd.DataFrame]):
    """Loads a table of labelled photographs.

    The archive has a folder of photographs, and a CSV file with the columns `image` (a file's name
    without its suffix), `sender_id`, `label` and `kids`. A missing archive is fetched from the
    first of `sources` that has it.

    `sha256` verifies the files and not the archive, which may be packed again. It is the digest of
    the lines `<SHA-256 of a file>  <its path>` of all files, sorted by path, as `sha256sum` prints
    them. The paths start below the archive's top folder.
    """

    def __init__(
        self,
        *,
        filepath: str,
        folder: str,
        table: str,
        sources: list[str] | None = None,
        sha256: str | None = None,
        metadata: Metadata = None,
    ) -> None:
        """Point to a local archive, and to a folder and a table below its top folder."""
        self._filepath, self._folder, self._table = Path(filepath), folder, table
        self.sources, self._sha256 = sources or [], sha256
        self.metadata = metadata

    def load(self) -> pd.DataFrame:
        """Return `COLUMNS` and `read`, the `Photograph`, of each row whose photograph is there."""
        names = dict(fetch(self._filepath, self.sources, check=self._check))
        table = self._read_table(names.get(self._table, self._table))
        found = {
            PurePosixPath(below).stem: Photograph(self._filepath, name)
            for below, name in names.items()
            if PurePosixPath(below).parent == PurePosixPath(self._folder)
        }
        table = table[table["image"].isin(found)].reset_index(drop=True)
        if table.empty:
            raise DatasetError(
                f"Expected a folder {self._folder} with the photographs of {self._table} in "
                f"{self._filepath}. Received none. {REPLACE_IT}"
            )
        return table.assign(read=table["image"].map(found.get))

    def _read_table(self, name: str) -> pd.DataFrame:
        try:
            with zipfile.ZipFile(self._filepath) as archive:
                return pd.read_csv(io.BytesIO(archive.read(name)), usecols=COLUMNS, dtype=TYPES)
        except (KeyError, ValueError) as error:
            raise DatasetError(
                f"Expected a table {self._table} with the columns {', '.join(COLUMNS)} in "
                f"{self._filepath}. {' '.join(str(error).split())}. {REPLACE_IT}"
            ) from error

    def _check(self, path: Path) -> list[tuple[str, str]]:
        """Return each file's path below the archive's top folder, and its whole path, sorted."""
        check_file(path)
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
                if any(entry.flag_bits & ENCRYPTED for entry in entries):
                    raise zipfile.BadZipFile("it is encrypted")
                names = [entry.filename for entry in entries if not entry.is_dir()]
                below = [str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in names]
                files = self._choose(sorted(zip(below, names, strict=True)))
                for entry in entries:  # they are read one by one
                    check_size(entry.file_size, f"{entry.filename} in {path}", "a file")
                received = _digest(archive, files) if self._sha256 else None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
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

    def _choose(self, files: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the files whose contents are verified and loaded, all by default."""
        return files


class ProductPhotographsDataset(PhotographsDataset):
    """Loads photographs of a shop's products, labelled by file name.

    A name such as `ms01-black_main.jpg` begins with the product, which ends in its number. Every
    fourth product belongs to the part `shop`, on which no network is trained. `sha256` covers only
    the labelled files.
    """

    def __init__(
        self,
        *,
        filepath: str,
        labels: dict[str, str | None],
        sources: list[str] | None = None,
        sha256: str | None = None,
        metadata: Metadata = None,
    ) -> None:
        """Point to a local archive, with a label, or None to leave it out, for each file's name.

        Names are patterns as in a shell, of which the first that matches counts.
        """
        super().__init__(filepath=filepath, folder="", table="", sources=sources, sha256=sha256)
        self._labels, self.metadata = labels, metadata

    def load(self) -> pd.DataFrame:
        """Return `COLUMNS`, `part` (`shop` or `train`) and `read`, the `Photograph` of each row."""
        rows = []
        for below, name in fetch(self._filepath, self.sources, check=self._check):
            image, label = PurePosixPath(below).stem, self._find_label(below)
            [product] = re.findall(r"^\D*\d*", image)
            number = int(re.sub(r"\D", "", product) or 1)
            part = "shop" if number % HELD_OUT_EVERY == 0 else "train"
            rows.append((image, product, label, False, part, Photograph(self._filepath, name)))
        if not rows:
            raise DatasetError(
                f"Expected photographs in {self._filepath} whose names match "
                f"{', '.join(self._labels)}. Received none. {REPLACE_IT}"
            )
        return pd.DataFrame(rows, columns=[*COLUMNS, "part", "read"])

    def _choose(self, files: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(below, name) for below, name in files if self._find_label(below)]

    def _find_label(self, below: str) -> str | None:
        name = PurePosixPath(below).name
        matching = (label for each, label in self._labels.items() if fnmatchcase(name, each))
        return next(matching, None)


class PhotographPartsDataset(PackagedFileDataset[pd.DataFrame]):
    """Loads the table of photographs that comes with the package.

    `image` is the start of a photograph's id. `part` is `train`, or the final part that it belongs
    to, `final` or `sealed`. `kind` replaces the label in the archive if it is not empty.
    """

    file = files("fashion_mnist.pictures") / "photographs.csv"

    def load(self) -> pd.DataFrame:
        """Return the table."""
        with self.file.open(encoding="utf-8") as table:
            return pd.read_csv(table, dtype=str)


def _digest(archive: zipfile.ZipFile, files: list[tuple[str, str]]) -> str:
    lines = [f"{hashlib.sha256(archive.read(name)).hexdigest()}  {path}\n" for path, name in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@lru_cache(maxsize=1)
def _open(path: Path, _: int) -> zipfile.ZipFile:
    """Open an archive and keep it open, because reading its table of contents takes a while."""
    return zipfile.ZipFile(path)

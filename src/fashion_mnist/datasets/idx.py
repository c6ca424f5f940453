"""Arrays in IDX files, the format of MNIST and similar datasets."""

import gzip
import hashlib
import logging
import math
import struct
import zlib
from io import BufferedIOBase
from pathlib import Path

import numpy as np
from kedro.io import DatasetError
from numpy.typing import NDArray

from fashion_mnist.datasets.base import Metadata, ReadOnlyDataset
from fashion_mnist.datasets.sources import REPLACE_IT, check_file, check_size, fetch

log = logging.getLogger(__name__)
CODES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
DTYPES: dict[int, np.dtype[np.number]] = {code: np.dtype(name) for code, name in CODES.items()}
GZIP_MAGIC = b"\x1f\x8b"


class IDXDataset(ReadOnlyDataset[NDArray[np.number]]):
    """Loads an array from an IDX file, gzipped or not.

    A missing file is fetched from the first of `sources` that has it. A copy appears under the
    file's name only if its unpacked content matches `sha256`.
    """

    def __init__(
        self,
        *,
        filepath: str,
        sources: list[str] | None = None,
        sha256: str | None = None,
        metadata: Metadata = None,
    ) -> None:
        """Point to a local file.

        `sources` are folders, also in a store such as `s3://`, `https://` addresses of folders, or
        `apt:` and a Debian package. `sha256` is the hexadecimal digest of the unpacked content.
        """
        self._filepath, self.sources, self._sha256 = Path(filepath), sources or [], sha256
        self.metadata = metadata
        self._loaded: NDArray[np.number] | None = None

    def load(self) -> NDArray[np.number]:
        """Return the read-only array, and keep it until it is released; or raise DatasetError."""
        if self._loaded is None:
            if self.sources and not self._sha256 and not self._filepath.exists():
                log.warning(
                    "The catalog has no `sha256` of %s: copies from its sources cannot be verified",
                    self._filepath,
                )
            self._loaded = fetch(self._filepath, self.sources, check=self._read)
        return self._loaded

    def _read(self, path: Path) -> NDArray[np.number]:
        array, received = read_idx(path)
        if self._sha256 and received != self._sha256:
            raise DatasetError(
                f"The content of {path} is not the expected one. Expected SHA-256 "
                f"{self._sha256}, received {received}. {REPLACE_IT}"
            )
        return array

    def _release(self) -> None:
        self._loaded = None


def read_idx(path: Path) -> tuple[NDArray[np.number], str]:
    """Return the array of an IDX file, gzipped or not, and the SHA-256 of its unpacked content."""
    check_file(path)
    with path.open("rb") as file:
        is_packed = file.read(2) == GZIP_MAGIC
        file.seek(0)
        try:
            return parse_idx(gzip.open(file) if is_packed else file, str(path))
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DatasetError(
                f"Expected a whole gzip file. Received {path} of {path.stat().st_size} bytes, "
                f"which is truncated or corrupt ({error}). {REPLACE_IT}"
            ) from error


def parse_idx(file: BufferedIOBase, name: str) -> tuple[NDArray[np.number], str]:
    """Decode an IDX file as in `read_idx`, and unpack no more of it than its header declares."""
    start = file.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in DTYPES:
        raise DatasetError(
            f"Expected an IDX file: two zero bytes, a type code "
            f"({', '.join(f'{code:#04x}' for code in DTYPES)}) and the number of dimensions. "
            f"Received {name}, which begins with {start.hex(' ') or 'nothing'}. {REPLACE_IT}"
        )
    header = start + file.read(4 * start[3])
    if len(header) < (expected := 4 + 4 * start[3]):
        raise DatasetError(
            f"Expected a header of {expected} bytes in {name}. Received {len(header)} bytes. "
            f"{REPLACE_IT}"
        )
    dtype, shape = DTYPES[header[2]], struct.unpack_from(f">{header[3]}I", header, 4)
    size = math.prod(shape) * dtype.itemsize
    check_size(size, name)
    numbers = file.read(size + 1)
    if len(numbers) != size:
        received = "more" if len(numbers) > size else f"{len(header) + len(numbers)} bytes"
        raise DatasetError(
            f"The header of {name} declares an array {shape} of {dtype.name}, "
            f"{len(header) + size} bytes in all. Received {received}: the file is incomplete or "
            f"its header is wrong. {REPLACE_IT}"
        )
    digest = hashlib.sha256(header)
    digest.update(numbers)
    try:
        return np.frombuffer(numbers, dtype).reshape(shape), digest.hexdigest()
    except ValueError as error:  # too many dimensions, or huge ones next to a dimension of 0
        raise DatasetError(
            f"Expected the shape of an array. Received {shape} in the header of {name}: {error}. "
            f"{REPLACE_IT}"
        ) from error

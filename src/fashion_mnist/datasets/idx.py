"""Arrays in IDX files, the format of MNIST and its relatives."""

import gzip
import hashlib
import math
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from kedro.io import AbstractDataset, DatasetError
from numpy.typing import NDArray

from fashion_mnist.datasets.sources import fetch

DTYPES: dict[int, np.dtype[Any]] = {
    0x08: np.dtype(np.uint8),
    0x09: np.dtype(np.int8),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
GZIP_MAGIC = b"\x1f\x8b"
REPLACE_IT = "Put the right file in its place; if the catalog names sources of it, just delete it."


class IDXDataset(AbstractDataset[NDArray[Any], NDArray[Any]]):
    """Loads and saves an array in an IDX file, gzipped or not.

    A file that is missing is first fetched from the first of `sources` that has it. Only a file
    whose unpacked content matches `sha256` ever appears under its name.

    Example:
        ::

            train_images:
              type: fashion_mnist.datasets.IDXDataset
              filepath: data/01_raw/train-images-idx3-ubyte.gz
              sha256: c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888
              sources:
                - /usr/share/datasets/fashion-mnist
                - https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion
                - apt:dataset-fashion-mnist
    """

    def __init__(
        self,
        *,
        filepath: str,
        sources: list[str] | None = None,
        sha256: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Point to the file.

        Args:
            filepath: a local path; a name that ends in `.gz` is compressed when saved.
            sources: folders, `https://` addresses of folders, or `apt:` and a Debian package.
            sha256: the hexadecimal digest of the unpacked content, to be checked when it is read.
            metadata: anything for plugins, such as kedro-viz.
        """
        self._filepath = Path(filepath)
        self._sources = sources or []
        self._sha256 = sha256
        self.metadata = metadata
        self._loaded: NDArray[Any] | None = None

    def load(self) -> NDArray[Any]:
        """Return the array, read-only, in the shape and type that the file states.

        It is read and verified once, and kept until it is released.

        Raises:
            DatasetError: the file is missing and no source has it, or it is damaged.
        """
        if self._loaded is None:
            self._loaded = parse_idx(self._get_content(), self._filepath.name)
        return self._loaded

    def save(self, data: NDArray[Any]) -> None:
        """Write the array."""
        self._filepath.parent.mkdir(parents=True, exist_ok=True)
        content = format_idx(data)
        packed = gzip.compress(content, mtime=0) if self._filepath.suffix == ".gz" else content
        partial = self._filepath.with_name(self._filepath.name + ".part")
        partial.write_bytes(packed)
        partial.replace(self._filepath)
        self._release()

    def _get_content(self) -> bytes:
        if self._filepath.exists():
            return self._verified_content(self._filepath)
        if not self._sources:
            raise DatasetError(f"There is no file {self._filepath}: place it there.")
        return fetch(self._filepath, self._sources, check=self._verified_content)

    def _verified_content(self, path: Path) -> bytes:
        content = unpack(path)
        received = hashlib.sha256(content).hexdigest()
        if self._sha256 and received != self._sha256:
            raise DatasetError(
                f"The content of {path} is not what it should be. Expected SHA-256 "
                f"{self._sha256}, received {received}. {REPLACE_IT}"
            )
        return content

    def _release(self) -> None:
        self._loaded = None

    def _exists(self) -> bool:
        return self._filepath.exists()

    def _describe(self) -> dict[str, Any]:
        return {"filepath": self._filepath, "sources": self._sources, "sha256": self._sha256}


def unpack(path: Path) -> bytes:
    """Read a file, decompressed if it is gzipped.

    Raises:
        DatasetError: the compressed data are damaged or end early.
    """
    content = path.read_bytes()
    if not content.startswith(GZIP_MAGIC):
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        raise DatasetError(
            f"Expected a whole gzip file. Received {path} of {len(content)} bytes, which is "
            f"truncated or corrupt ({error}). {REPLACE_IT}"
        ) from error


def parse_idx(content: bytes, name: str) -> NDArray[Any]:
    """Decode the content of an IDX file; `name` is what error messages call it.

    Raises:
        DatasetError: not an IDX file, or its length is not what its header promises.
    """
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in DTYPES:
        raise DatasetError(
            f"Expected an IDX file: two zero bytes, a type code "
            f"({', '.join(f'{code:#04x}' for code in DTYPES)}) and the number of dimensions. "
            f"Received {name}, which begins with {content[:4].hex(' ') or 'nothing'}."
        )
    dtype, n_dimensions = DTYPES[content[2]], content[3]
    header_size = 4 + 4 * n_dimensions
    if len(content) < header_size:
        raise DatasetError(
            f"Expected a header of {header_size} bytes in {name}. Received {len(content)} bytes."
        )
    shape = struct.unpack_from(f">{n_dimensions}I", content, 4)
    expected = header_size + math.prod(shape) * dtype.itemsize
    if len(content) != expected:
        raise DatasetError(
            f"The header of {name} promises an array {shape} of {dtype.name}, {expected} bytes "
            f"in all. Received {len(content)} bytes: the file is incomplete or not what it claims."
        )
    return np.frombuffer(content, dtype, offset=header_size).reshape(shape)


def format_idx(array: NDArray[Any]) -> bytes:
    """Encode an array as the content of an IDX file.

    Raises:
        DatasetError: the format has no code for the array's type.
    """
    codes = {dtype.newbyteorder("="): code for code, dtype in DTYPES.items()}
    if array.dtype.newbyteorder("=") not in codes:
        raise DatasetError(
            f"Expected one of the IDX types {', '.join(d.name for d in codes)}. "
            f"Received {array.dtype.name}."
        )
    code = codes[array.dtype.newbyteorder("=")]
    header = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
    return header + array.astype(DTYPES[code], copy=False).tobytes()

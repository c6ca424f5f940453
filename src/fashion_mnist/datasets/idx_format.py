"""The IDX format: a header with type and shape, then the numbers."""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np
from kedro.io import DatasetError
from numpy.typing import NDArray

DTYPES: dict[int, np.dtype[np.number]] = {
    0x08: np.dtype(np.uint8),
    0x09: np.dtype(np.int8),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
GZIP_MAGIC = b"\x1f\x8b"
REPLACE_IT = "Put the right file in its place; if the catalog names sources of it, just delete it."


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


def parse_idx(content: bytes, name: str) -> NDArray[np.number]:
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


def format_idx(array: NDArray[np.number]) -> bytes:
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

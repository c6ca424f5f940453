"""IDX files, as the datasets of the study read them."""

import gzip
import struct

from fashion_mnist.datasets.idx import DTYPES

CODES = {dtype.newbyteorder("="): code for code, dtype in DTYPES.items()}


def format_idx(array):
    """Encode an array as the content of an IDX file."""
    code = CODES[array.dtype.newbyteorder("=")]
    header = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
    return header + array.astype(DTYPES[code], copy=False).tobytes()


def write_idx(path, array):
    """Write an array to an IDX file, compressed if its name ends in `.gz`."""
    content = format_idx(array)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)

import gzip
import struct
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from idx_files import format_idx, write_idx
from properties.damage import damaged, refused_by_the_dataset

from fashion_mnist.datasets.idx import DTYPES, GZIP_MAGIC, IDXDataset

PLAIN = [format_idx(np.arange(24).reshape(2, 3, 4).astype(dtype)) for dtype in DTYPES.values()]
PACKED = [gzip.compress(content) for content in PLAIN]
SIDES = st.sampled_from([0, 1, 2, 2**16, 2**32 - 1])
HEADERS = st.builds(
    lambda code, shape: struct.pack(f">HBB{len(shape)}I", 0, code, len(shape), *shape),
    st.sampled_from([*DTYPES]),
    st.lists(SIDES, max_size=3) | st.lists(st.sampled_from([0, 1]), min_size=60, max_size=255),
)
CONTENTS = damaged(PLAIN) | st.builds(bytes.__add__, HEADERS, st.binary(max_size=2))


@given(CONTENTS | CONTENTS.map(gzip.compress) | damaged(PACKED) | st.binary())
def test_a_file_is_read_as_it_is_or_refused(path, content):
    path.write_bytes(content)
    with refused_by_the_dataset():
        array = IDXDataset(filepath=str(path)).load()
        unpacked = gzip.decompress(content) if content.startswith(GZIP_MAGIC) else content
        assert format_idx(array) == unpacked


@given(
    st.sampled_from([*DTYPES.values()]).flatmap(
        lambda dtype: arrays(dtype, array_shapes(min_dims=0, min_side=0, max_dims=4))
    ),
    st.sampled_from(["", ".gz"]),
)
def test_what_is_written_is_loaded(path, array, suffix):
    file = Path(f"{path}{suffix}")
    write_idx(file, array)
    dataset = IDXDataset(filepath=str(file))
    np.testing.assert_array_equal(dataset.load(), array, strict=True)

import gzip

import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.idx_format import format_idx, parse_idx, unpack

# Two images of 1x3 pixels, byte by byte.
CONTENT = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])
IMAGES = np.array([[[1, 2, 3]], [[4, 5, 6]]], np.uint8)


def test_content_is_decoded_and_encoded():
    np.testing.assert_array_equal(parse_idx(CONTENT, "images"), IMAGES)
    assert format_idx(IMAGES) == CONTENT


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "float32", "float64"])
def test_every_type_survives(dtype):
    array = np.array([[1, 2], [3, 100]], dtype)
    decoded = parse_idx(format_idx(array), "array")
    np.testing.assert_array_equal(decoded, array)
    assert decoded.dtype.newbyteorder("=") == array.dtype


def test_a_type_without_code_is_refused():
    with pytest.raises(DatasetError, match=r"Expected one of the IDX types .* Received int64"):
        format_idx(np.array([1], np.int64))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "which begins with nothing"),
        (b"\x89PNG....", "which begins with 89 50 4e 47"),
        (bytes([0, 0, 8, 3, 0, 0]), "Expected a header of 16 bytes in f.gz. Received 6 bytes"),
        (
            CONTENT[:-1],
            r"promises an array \(2, 1, 3\) of uint8, 22 bytes in all. Received 21 bytes",
        ),
        (CONTENT + b"!", "Received 23 bytes"),
    ],
)
def test_what_is_no_whole_idx_file_is_refused(content, message):
    with pytest.raises(DatasetError, match=message):
        parse_idx(content, "f.gz")


def test_a_file_is_unpacked_where_it_is_packed(tmp_path):
    (tmp_path / "plain").write_bytes(CONTENT)
    (tmp_path / "packed").write_bytes(gzip.compress(CONTENT))
    assert unpack(tmp_path / "plain") == unpack(tmp_path / "packed") == CONTENT


def test_truncated_and_corrupt_gzip_are_refused(tmp_path):
    packed = gzip.compress(format_idx(np.arange(200, dtype=np.uint8)))
    for damaged in (packed[:-5], packed[:20], packed[:30] + b"\0\0\0" + packed[33:]):
        (tmp_path / "f.gz").write_bytes(damaged)
        with pytest.raises(DatasetError, match="truncated or corrupt"):
            unpack(tmp_path / "f.gz")

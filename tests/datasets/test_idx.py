import gzip
import hashlib

import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.idx_format import format_idx, parse_idx

# Two images of 1x3 pixels, byte by byte.
CONTENT = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])
IMAGES = np.array([[[1, 2, 3]], [[4, 5, 6]]], np.uint8)


def dataset(path, **options):
    return IDXDataset(filepath=str(path), **options)


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


@pytest.mark.parametrize("name", ["images-idx3-ubyte", "images-idx3-ubyte.gz"])
def test_a_file_is_saved_and_loaded(tmp_path, name):
    file = dataset(tmp_path / "new" / name)
    assert not file.exists()
    file.save(IMAGES)
    np.testing.assert_array_equal(file.load(), IMAGES)
    content = (tmp_path / "new" / name).read_bytes()
    assert (gzip.decompress(content) if name.endswith(".gz") else content) == CONTENT
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


def test_a_file_is_read_once_until_it_is_released_or_saved(tmp_path):
    file = dataset(tmp_path / "images")
    file.save(IMAGES)
    assert file.load() is file.load()
    assert not file.load().flags.writeable
    (tmp_path / "images").write_bytes(format_idx(IMAGES + 1))
    np.testing.assert_array_equal(file.load(), IMAGES)
    file.release()
    np.testing.assert_array_equal(file.load(), IMAGES + 1)
    file.save(IMAGES)
    np.testing.assert_array_equal(file.load(), IMAGES)


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
def test_what_is_no_whole_idx_file_is_refused(tmp_path, content, message):
    (tmp_path / "f.gz").write_bytes(gzip.compress(content))
    with pytest.raises(DatasetError, match=message):
        dataset(tmp_path / "f.gz").load()


def test_truncated_and_corrupt_gzip_are_refused(tmp_path):
    packed = gzip.compress(format_idx(np.arange(200, dtype=np.uint8)))
    for damaged in (packed[:-5], packed[:20], packed[:30] + b"\0\0\0" + packed[33:]):
        (tmp_path / "f.gz").write_bytes(damaged)
        with pytest.raises(DatasetError, match="truncated or corrupt"):
            dataset(tmp_path / "f.gz").load()


def test_the_checksum_is_of_the_unpacked_content(tmp_path):
    path = tmp_path / "f.gz"
    path.write_bytes(gzip.compress(CONTENT, 1))
    digest = hashlib.sha256(CONTENT).hexdigest()
    np.testing.assert_array_equal(dataset(path, sha256=digest).load(), IMAGES)
    with pytest.raises(DatasetError, match=f"Expected SHA-256 {'0' * 64}, received {digest}"):
        dataset(path, sha256="0" * 64).load()


def test_a_missing_file_without_sources(tmp_path):
    with pytest.raises(DatasetError, match=r"There is no file .*f.gz: place it there"):
        dataset(tmp_path / "f.gz").load()

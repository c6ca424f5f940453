import gzip
import hashlib
import os
import struct
import tracemalloc
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from idx_files import format_idx, write_idx
from kedro.io import DatasetError

from fashion_mnist.datasets import sources
from fashion_mnist.datasets.idx import IDXDataset, parse_idx, read_idx
from fashion_mnist.datasets.sources import check_size

# Two images of 1x3 pixels, byte by byte.
CONTENT = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])
IMAGES = np.array([[[1, 2, 3]], [[4, 5, 6]]], np.uint8)


def dataset(path, **options):
    return IDXDataset(filepath=str(path), **options)


@pytest.mark.parametrize("name", ["images-idx3-ubyte", "images-idx3-ubyte.gz"])
def test_a_file_is_loaded_and_never_saved(tmp_path, name):
    file = dataset(tmp_path / name)
    assert not file.exists()
    write_idx(tmp_path / name, IMAGES)
    assert file.exists()
    np.testing.assert_array_equal(file.load(), IMAGES)
    with pytest.raises(DatasetError, match="IDXDataset is read-only"):
        file.save(IMAGES)


def test_a_file_is_read_once_until_it_is_released(tmp_path):
    file = dataset(tmp_path / "images")
    write_idx(tmp_path / "images", IMAGES)
    assert file.load() is file.load()
    assert not file.load().flags.writeable
    (tmp_path / "images").write_bytes(format_idx(IMAGES + 1))
    np.testing.assert_array_equal(file.load(), IMAGES)
    file.release()
    np.testing.assert_array_equal(file.load(), IMAGES + 1)


@pytest.mark.bad_input
def test_the_checksum_is_of_the_unpacked_content(tmp_path):
    path = tmp_path / "f.gz"
    path.write_bytes(gzip.compress(CONTENT, 1))
    digest = hashlib.sha256(CONTENT).hexdigest()
    np.testing.assert_array_equal(dataset(path, sha256=digest).load(), IMAGES)
    with pytest.raises(DatasetError, match=f"Expected SHA-256 {'0' * 64}, received {digest}"):
        dataset(path, sha256="0" * 64).load()


@pytest.mark.bad_input
def test_a_missing_file_without_sources(tmp_path):
    with pytest.raises(DatasetError, match=r"There is no file .*f.gz: place it there"):
        dataset(tmp_path / "f.gz").load()


@pytest.mark.bad_input
@pytest.mark.parametrize("name", ["pipe", "folder"])
def test_what_is_no_file_is_not_read(tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DatasetError, match=rf"Expected a file. Received .*{name}, which is a"):
        dataset(tmp_path / name).load()


def test_what_cannot_be_verified_is_announced(tmp_path, caplog):
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/f").write_bytes(CONTENT)
    dataset(tmp_path / "f", sources=[str(tmp_path / "mirror")]).load()
    assert f"no `sha256` of {tmp_path / 'f'}: copies from its sources cannot be" in caplog.text
    caplog.clear()
    dataset(tmp_path / "f").load()  # which is there
    assert not caplog.records


def parse(content):
    return parse_idx(BytesIO(content), "f.gz")[0]


def header(*shape):
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)


def test_content_is_decoded():
    np.testing.assert_array_equal(parse(CONTENT), IMAGES)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "float32", "float64"])
def test_every_type_survives(dtype):
    array = np.array([[1, 2], [3, 100]], dtype)
    decoded = parse(format_idx(array))
    np.testing.assert_array_equal(decoded, array)
    assert decoded.dtype.newbyteorder("=") == array.dtype


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "which begins with nothing"),
        (b"\x89PNG....", "which begins with 89 50 4e 47"),
        (bytes([0, 0, 8, 3, 0, 0]), "Expected a header of 16 bytes in f.gz. Received 6 bytes"),
        (
            CONTENT[:-1],
            r"declares an array \(2, 1, 3\) of uint8, 22 bytes in all. Received 21 bytes",
        ),
        (CONTENT + b"!", "22 bytes in all. Received more"),
        (header(*[2**32 - 1] * 255), "Expected an array of up to .* half of this machine's memory"),
        (header(*[1] * 65) + b"!", "Expected the shape of an array.*maximum supported dimension"),
        (header(0, *[2**32 - 1] * 3), "Expected the shape of an array.*too big"),
    ],
)
def test_what_is_no_whole_idx_file_is_refused(content, message):
    with pytest.raises(DatasetError, match=message):
        parse(content)


@pytest.mark.parametrize(("memory", "largest"), [(12, 6), (24, 12), (None, 4)])
def test_an_array_may_take_half_of_the_memory(monkeypatch, memory, largest):
    monkeypatch.setattr(sources, "read_memory", lambda: memory and memory * 2**30)
    check_size(largest * 2**30, "f.gz")
    message = f"up to {largest} GiB, half .* Received f.gz, .* declares {largest * 2**30 + 1} bytes"
    with pytest.raises(DatasetError, match=message):
        check_size(largest * 2**30 + 1, "f.gz")


def test_a_file_is_unpacked_where_it_is_packed(tmp_path):
    (tmp_path / "plain").write_bytes(CONTENT)
    (tmp_path / "packed").write_bytes(gzip.compress(CONTENT[:9]) + gzip.compress(CONTENT[9:]))
    for name in ("plain", "packed"):
        array, digest = read_idx(tmp_path / name)
        np.testing.assert_array_equal(array, IMAGES)
        assert digest == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.bad_input
def test_truncated_and_corrupt_gzip_are_refused(tmp_path):
    packed = gzip.compress(format_idx(np.arange(200, dtype=np.uint8)))
    corrupt = packed[:30] + b"\0\0\0" + packed[33:]
    for damaged in (packed[:-5], packed[:20], corrupt, packed + b"more"):
        (tmp_path / "f.gz").write_bytes(damaged)
        with pytest.raises(DatasetError, match="truncated or corrupt"):
            read_idx(tmp_path / "f.gz")


@pytest.mark.bad_input
def test_no_more_is_unpacked_than_the_header_declares(tmp_path):
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(CONTENT + bytes(50_000_000)))
    tracemalloc.start()
    with pytest.raises(DatasetError, match=r"22 bytes in all. Received more"):
        read_idx(tmp_path / "bomb.gz")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.bad_input
def test_what_may_never_end_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path / "pipe", "a pipe"), ("/dev/zero", "a pipe"), (tmp_path, "a fol")):
        with pytest.raises(DatasetError, match=f"Expected a file. Received .*, which is {kind}"):
            read_idx(Path(path))

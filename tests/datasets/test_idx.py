import gzip
import hashlib
import os

import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.idx_format import format_idx

IMAGES = np.array([[[1, 2, 3]], [[4, 5, 6]]], np.uint8)
CONTENT = format_idx(IMAGES)


def dataset(path, **options):
    return IDXDataset(filepath=str(path), **options)


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
    assert f"no `sha256` of {tmp_path / 'f'}: what its sources give cannot be" in caplog.text
    caplog.clear()
    dataset(tmp_path / "f").load()  # which is there
    assert not caplog.records

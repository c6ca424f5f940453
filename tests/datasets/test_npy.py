import os

import fsspec
import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets import NumpyDataset

ARRAY = np.array([[1, 2], [3, 5]], np.float32)


def test_a_local_array_is_memory_mapped_and_read_only(tmp_path):
    dataset = NumpyDataset(filepath=str(tmp_path / "new" / "a.npy"))
    assert not dataset.exists()
    dataset.save(ARRAY)
    loaded = dataset.load()
    assert isinstance(loaded, np.memmap)
    assert not loaded.flags.writeable
    np.testing.assert_array_equal(loaded, ARRAY)


def test_an_array_in_another_file_system(tmp_path):
    dataset = NumpyDataset(filepath="memory://arrays/a.npy")
    dataset.save(ARRAY)
    np.testing.assert_array_equal(dataset.load(), ARRAY)


@pytest.mark.bad_input
def test_objects_are_refused(tmp_path):
    with pytest.raises(DatasetError, match="Object arrays cannot be saved"):
        NumpyDataset(filepath=str(tmp_path / "a.npy")).save(np.array([{}]))


@pytest.mark.bad_input
@pytest.mark.parametrize("place", ["{}", "memory://{}"])
@pytest.mark.parametrize("content", [b"", b"text", b"PK\3\4 of .npz", "objects", "half"])
def test_a_damaged_file_is_named(tmp_path, place, content):
    dataset = NumpyDataset(filepath=place.format(tmp_path / "a.npy"))
    if content == "objects":
        np.save(tmp_path / "a.npy", np.array([{}]))
        content = (tmp_path / "a.npy").read_bytes()
    elif content == "half":
        np.save(tmp_path / "a.npy", ARRAY)
        content = (tmp_path / "a.npy").read_bytes()[:-1]
    with fsspec.open(place.format(tmp_path / "a.npy"), "wb") as file:
        file.write(content)
    with pytest.raises(DatasetError, match=r"Expected an array in the file .*a.npy. .*Delete it"):
        dataset.load()


@pytest.mark.bad_input
@pytest.mark.parametrize("name", ["pipe.npy", "folder.npy", "none.npy"])
def test_what_is_no_file_is_not_read(tmp_path, name):
    os.mkfifo(tmp_path / "pipe.npy")
    (tmp_path / "folder.npy").mkdir()
    with pytest.raises(DatasetError, match=rf"{name}. .*there is no such file. .*run again"):
        NumpyDataset(filepath=str(tmp_path / name)).load()


def test_preview_summarises(tmp_path):
    dataset = NumpyDataset(filepath=str(tmp_path / "a.npy"))
    dataset.save(ARRAY)
    assert dataset.preview()["data"] == [
        ("shape", "2 x 2"),
        ("data type", "float32"),
        ("minimum", "1.0"),
        ("maximum", "5.0"),
    ]

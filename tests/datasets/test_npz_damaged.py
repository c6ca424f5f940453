import os
import zipfile

import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets import sources
from fashion_mnist.datasets.arrays import NpzDataset


def dataset(folder, array):
    np.savez(folder / "set.npz", x=array)
    return NpzDataset(filepath=str(folder / "set.npz"), key="x")


def npy(**changes):
    """A file of one array of a byte, with another header."""
    fields = {"descr": "|u1", "fortran_order": False, "shape": (1,)} | changes
    header = f"{fields!r}\n".encode()
    return b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header + b"\7"


def of_file(folder, content, name="x.npy"):
    with zipfile.ZipFile(folder / "set.npz", "w") as archive:
        archive.writestr(name, content)
    return NpzDataset(filepath=str(folder / "set.npz"), key="x")


def test_an_array_by_another_program_is_loaded(tmp_path):
    np.testing.assert_array_equal(of_file(tmp_path, npy()).load(), [7])


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"text", "EOF: reading magic string"),
        (npy(shape=(2,)), "EOF: reading array data"),
        (npy(shape=(2**60,)), "cannot be read: .*Unable to allocate|Maximum allowed"),
        (npy(shape=(0,)), "there is more in 'x' than its header declares"),
        (npy(shape=(-1,)), "cannot be read"),
        (npy(descr="|O"), "Object arrays cannot be loaded"),
        (npy(descr=[("a", "|u1")]), "'x' has neither numbers nor names, but"),
        (npy(descr="<U0", shape=(2**60,))[:-1], "'x' has neither numbers nor names, but <U0"),
        (npy(descr="-" * 5000), "cannot be read"),
        (b"\x93NUMPY\2\0" + (2**32 - 1).to_bytes(4, "little"), "EOF: reading array header"),
    ],
)
def test_a_damaged_array_is_refused(tmp_path, content, message):
    with pytest.raises(DatasetError, match=rf"Expected an .npz file.*Received .*({message})"):
        of_file(tmp_path, content).load()


@pytest.mark.bad_input
def test_only_arrays_are_keys(tmp_path):
    with pytest.raises(DatasetError, match=r"Expected an array 'x' .* Received none: correct"):
        of_file(tmp_path, b"text", name="x").load()


@pytest.mark.bad_input
def test_an_array_that_is_too_large_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "read_memory", lambda: 2**21)
    file = dataset(tmp_path, np.zeros(2**18))
    with pytest.raises(
        DatasetError, match=r"Expected an array of up to .* 'x' in .* declares 2097"
    ):
        file.load()


@pytest.mark.bad_input
def test_a_truncated_file_is_refused(tmp_path):
    file = dataset(tmp_path, np.zeros(9))
    content = (tmp_path / "set.npz").read_bytes()
    for length in (0, 30, len(content) // 2, len(content) - 1):
        (tmp_path / "set.npz").write_bytes(content[:length])
        with pytest.raises(DatasetError, match=r"Expected an .npz file"):
            file.load()


@pytest.mark.bad_input
def test_a_changed_byte_is_noticed(tmp_path):
    file = dataset(tmp_path, np.full(9, 0x55, np.uint8))
    content = (tmp_path / "set.npz").read_bytes()
    (tmp_path / "set.npz").write_bytes(content.replace(b"\x55" * 9, b"\x55" * 8 + b"\x54", 1))
    with pytest.raises(DatasetError, match="Bad CRC-32"):
        file.load()


@pytest.mark.bad_input
@pytest.mark.parametrize("name", ["pipe.npz", "folder.npz"])
def test_what_is_no_file_is_not_read(tmp_path, name):
    os.mkfifo(tmp_path / "pipe.npz")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(DatasetError, match=rf"Expected a file. Received .*{name}, which is a"):
        NpzDataset(filepath=str(tmp_path / name), key="x").load()

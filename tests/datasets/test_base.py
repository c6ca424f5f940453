import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.base import (
    LOCK,
    ReadOnlyDataset,
    make_preview,
    own_temporary_files,
    summarise,
    temporary_folder,
)


class Answer(ReadOnlyDataset[int]):
    def load(self):
        return 42

    def _describe(self):
        return {}


def test_a_read_only_dataset_loads():
    assert Answer().load() == 42


@pytest.mark.bad_input
def test_it_refuses_to_save():
    with pytest.raises(DatasetError, match="Answer is read-only"):
        Answer().save(43)


def test_the_rows_of_a_preview_are_numbered():
    assert make_preview(["class", "images"], [("bag", 2), ("coat", 1)]) == {
        "index": [0, 1],
        "columns": ["class", "images"],
        "data": [("bag", 2), ("coat", 1)],
    }


def test_an_array_is_summarised_by_shape_type_and_range():
    assert summarise(np.array([[[3, 1, 2]]], np.uint8))["data"] == [
        ("shape", "1 x 1 x 3"),
        ("data type", "uint8"),
        ("minimum", "1"),
        ("maximum", "3"),
    ]


def test_an_array_without_values_has_no_range():
    for array in (np.zeros((0, 28), np.uint8), np.array([], "U1")):
        assert summarise(array)["data"][2:] == [("minimum", "none"), ("maximum", "none")]


def test_names_are_summarised_by_the_alphabet():
    rows = summarise(np.array(["bag", "coat", "a boot"]))["data"]
    assert rows[2:] == [("minimum", "a boot"), ("maximum", "coat")]


WRITE = """
import sys, time
from pathlib import Path
from fashion_mnist.datasets.base import temporary_folder
with temporary_folder(Path(sys.argv[1]), "mine-") as folder:
    (folder / "half").touch()
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    """The folder of another process, and this process."""
    command = [sys.executable, "-c", WRITE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield Path(process.stdout.readline().strip()), process
        process.kill()


@pytest.mark.fault
def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path, other):
    folder, process = other
    with temporary_folder(tmp_path, "mine-"):
        assert (folder / "half").exists()
    process.kill()
    process.wait()
    assert (folder / "half").exists()
    with temporary_folder(tmp_path, "mine-") as own:
        assert [path for path in tmp_path.iterdir() if path.is_dir()] == [own]
    assert not list(tmp_path.iterdir())


@pytest.mark.fault
def test_only_folders_that_it_made_are_removed(tmp_path):
    for name in ("mine-a", "others-a", "elsewhere"):
        (tmp_path / name).mkdir()
    for name in ("others-a", "elsewhere"):
        (tmp_path / name / LOCK).touch()
    (tmp_path / "mine-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "mine-file").touch()
    before = sorted(tmp_path.rglob("*"))
    with temporary_folder(tmp_path, "mine-"):
        pass
    assert sorted(tmp_path.rglob("*")) == before


def deny(lock):
    raise PermissionError(lock)


@pytest.mark.fault
@pytest.mark.parametrize("happens", [lambda lock: shutil.rmtree(lock.parent), deny])
def test_the_folder_of_a_process_that_ends_or_of_another_user_is_no_error(
    tmp_path, monkeypatch, happens
):
    (tmp_path / "mine-a").mkdir()
    lock = tmp_path / "mine-a" / LOCK
    lock.touch()
    stat = Path.stat

    def stat_then(path, **options):
        result = stat(path, **options)
        if path == lock:
            happens(lock)
        return result

    monkeypatch.setattr(Path, "stat", stat_then)
    with temporary_folder(tmp_path, "mine-") as own:
        assert own.is_dir()


def test_an_error_removes_it_too(tmp_path):
    with pytest.raises(KeyboardInterrupt), temporary_folder(tmp_path, "a-"):
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())


def test_what_libraries_write_lies_in_one_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with own_temporary_files():
        assert Path(tempfile.mkdtemp()).parent.parent == tmp_path
    assert not list(tmp_path.iterdir())
    assert tempfile.gettempdir() == str(tmp_path)

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from fashion_mnist.datasets.temporary import LOCK, own_temporary_files, temporary_folder

WRITE = """
import sys, time
from pathlib import Path
from fashion_mnist.datasets.temporary import temporary_folder
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

import hashlib
import shutil

import numpy as np
import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets import sources
from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.idx_format import format_idx

LABELS = np.array([3, 1, 2], np.uint8)
DIGEST = hashlib.sha256(format_idx(LABELS)).hexdigest()


@pytest.fixture
def mirror(tmp_path):
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / "labels").write_bytes(format_idx(LABELS))
    return folder


def dataset(tmp_path, *places):
    path = tmp_path / "raw" / "labels"
    return IDXDataset(filepath=str(path), sources=[str(p) for p in places], sha256=DIGEST)


def test_a_missing_file_is_copied_from_a_folder(tmp_path, mirror):
    np.testing.assert_array_equal(dataset(tmp_path, mirror).load(), LABELS)
    assert [path.name for path in (tmp_path / "raw").iterdir()] == ["labels"]


def test_an_existing_file_is_not_fetched_again(tmp_path, mirror):
    dataset(tmp_path, mirror).load()
    shutil.rmtree(mirror)
    np.testing.assert_array_equal(dataset(tmp_path, mirror).load(), LABELS)


def test_a_bad_copy_is_passed_over(tmp_path, mirror):
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "labels").write_bytes(format_idx(LABELS[:2]))
    np.testing.assert_array_equal(dataset(tmp_path, bad, mirror).load(), LABELS)


def test_every_failure_is_listed_and_nothing_is_left(tmp_path, mirror, monkeypatch):
    (mirror / "labels").write_bytes(b"not IDX")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    places = (tmp_path / "nowhere", mirror, "https://localhost:1/data", "apt:some-package")
    with pytest.raises(DatasetError) as error:
        dataset(tmp_path, *places).load()
    message = str(error.value)
    assert f"{tmp_path / 'nowhere'}: [Errno 2] No such file" in message
    assert f"{mirror}: The content of" in message
    assert "https://localhost:1/data: HTTPSConnectionPool" in message
    assert "apt:some-package: this system has no apt-get" in message
    assert f"Place the file at {tmp_path / 'raw' / 'labels'} by hand" in message
    assert list((tmp_path / "raw").iterdir()) == []


def test_an_interrupt_leaves_nothing(tmp_path, mirror, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sources, "_get", interrupt)
    with pytest.raises(KeyboardInterrupt):
        dataset(tmp_path, mirror).load()
    assert list((tmp_path / "raw").iterdir()) == []


def test_a_failing_command_is_quoted(tmp_path):
    with pytest.raises(DatasetError, match=r"ls /nowhere failed: .*No such file"):
        sources._run(["ls", "/nowhere"], tmp_path)

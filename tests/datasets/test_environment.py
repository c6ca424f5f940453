import platform
import subprocess

import pytest
from kedro.io import DatasetError

from fashion_mnist.datasets.environment import EnvironmentDataset


def describe(folder):
    return EnvironmentDataset(repository=str(folder)).load()


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


def test_the_commit_and_whether_files_differ_from_it(tmp_path):
    git(tmp_path, "init")
    (tmp_path / "file").write_text("1")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-m", "first")
    described = describe(tmp_path)
    assert len(described["commit"]) == 40
    assert not described["modified"]
    (tmp_path / "file").write_text("2")
    assert describe(tmp_path)["modified"]


def test_outside_a_repository_there_is_no_commit(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    described = describe(tmp_path)
    assert described["commit"] is None
    assert not described["modified"]
    assert described["python"] == platform.python_version()
    assert "kedro" in described["packages"]


def test_without_git_there_is_no_commit(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert describe(tmp_path)["commit"] is None


@pytest.mark.bad_input
def test_the_dataset_only_loads(tmp_path):
    dataset = EnvironmentDataset(repository=str(tmp_path))
    assert dataset.exists()
    assert dataset.load()["cores"] >= 1
    with pytest.raises(DatasetError, match="read-only"):
        dataset.save({"cores": 1})

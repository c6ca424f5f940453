"""The notebooks: clean in the repository, and they run from top to bottom."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

PROJECT = Path(__file__).parents[1]
KEDRO = str(Path(sys.executable).with_name("kedro"))
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def cells(path):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_hold_no_outputs_and_define_nothing(path):
    for cell in cells(path):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "def " not in cell.source
        assert "open(" not in cell.source


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project in which everything has been run in the smoke environment."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("conf", "src", "data/01_raw", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name)
    for name in ("pyproject.toml", ".telemetry"):
        shutil.copy(PROJECT / name, folder / name)
    command = [KEDRO, "run", "--env=smoke"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # those of the kernel's transport are not the project's
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run_from_top_to_bottom(project, path, monkeypatch):
    monkeypatch.setenv("KEDRO_ENV", "smoke")
    book = nbformat.read(project / "notebooks" / path.name, 4)
    folder = str(project / "notebooks")
    NotebookClient(book, timeout=300, resources={"metadata": {"path": folder}}).execute()
    last = [cell for cell in book.cells if cell.cell_type == "code"][-1]
    assert last.outputs

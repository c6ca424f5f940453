"""The notebooks: clean in the repository, and they run from top to bottom."""

import nbformat
import pytest
from nbclient import NotebookClient
from projects import PROJECT

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


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # those of the kernel's transport are not the project's
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run_from_top_to_bottom(smoke_project, path, monkeypatch):
    monkeypatch.setenv("KEDRO_ENV", "smoke")
    book = nbformat.read(smoke_project / "notebooks" / path.name, 4)
    folder = str(smoke_project / "notebooks")
    NotebookClient(book, timeout=300, resources={"metadata": {"path": folder}}).execute()
    last = [cell for cell in book.cells if cell.cell_type == "code"][-1]
    assert last.outputs

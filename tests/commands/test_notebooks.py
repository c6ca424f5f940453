"""The notebooks, clean in the repository; test_browser runs them with the site."""

import nbformat
import pytest
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

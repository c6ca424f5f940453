"""The notebooks in the repository; tests/commands/test_site.py runs them."""

import nbformat
import pytest
from projects import PROJECT

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_hold_no_outputs_and_define_nothing(path):
    cells = nbformat.read(path, 4).cells
    for cell in (cell for cell in cells if cell.cell_type == "code"):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "def " not in cell.source
        assert "open(" not in cell.source

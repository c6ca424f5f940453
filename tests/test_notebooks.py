"""The notebooks in the repository; tests/commands/test_site.py runs them."""

from types import SimpleNamespace

import nbformat
import pytest
import yaml
from projects import PROJECT

from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.training import count_rounds

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_hold_no_outputs_and_define_nothing(path):
    cells = nbformat.read(path, 4).cells
    for cell in (cell for cell in cells if cell.cell_type == "code"):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "def " not in cell.source
        assert "open(" not in cell.source


def test_the_variant_trains_for_a_third_of_the_steps():
    file = PROJECT / "conf/base/parameters_deep_learning.yml"
    study = Network.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))["resnet"])
    (cell,) = (c for c in nbformat.read(NOTEBOOKS[3], 4).cells if "variant =" in c.source)
    names = {"catalog": SimpleNamespace(load={"params:resnet": study}.get)}
    exec(cell.source, names)  # noqa: S102 - a cell of the repository
    trained = [block.training for block in (study, names["variant"])]
    long, short = (block.epochs * count_rounds(54_000, block)[0] for block in trained)
    assert long == 3 * short

import json

import pytest
from kedro.io import DataCatalog

from fashion_mnist.runtime.artifact_rows import tabulate_artifacts

ENTRY = {"type": "json.JSONDataset"}


@pytest.fixture
def artifact(tmp_path):
    """Records, one of the node that made `a@fitted`, and a catalog that has it."""
    path = tmp_path / "data/a.json"
    path.parent.mkdir()
    path.write_text(json.dumps(1))
    state = {"bytes": 1, "modified": 2, "sha256": "ab"}
    record = {"outputs": {"a@fitted": "d"}, "files": {str(path): state}, "tags": ["x", "y"]}
    catalog = DataCatalog.from_config({"a@fitted": ENTRY | {"filepath": str(path)}})
    return [record | {"node": "svm.fit"}], catalog


def test_each_artifact_is_described(artifact, tmp_path):
    (row,) = tabulate_artifacts(*artifact, tmp_path).to_dict("records")
    assert row == {
        "name": "a",
        "type": "JSONDataset",
        "path": "data/a.json",
        "pipeline": "x,y",
        "node": "svm.fit",
        "bytes": 1,
        "sha256": "ab",
    }


def test_an_artifact_that_is_gone_is_left_out(artifact, tmp_path):
    (tmp_path / "data/a.json").unlink()
    table = tabulate_artifacts(*artifact, tmp_path)
    assert len(table) == 0
    assert list(table)[:3] == ["name", "type", "path"]


def test_a_path_elsewhere_stays_whole(artifact, tmp_path):
    table = tabulate_artifacts(*artifact, tmp_path / "project")
    assert table["path"].tolist() == [str(tmp_path / "data/a.json")]

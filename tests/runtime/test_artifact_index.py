import pandas as pd
import pytest
from kedro.io import DataCatalog
from kedro_datasets.json import JSONDataset

from fashion_mnist.runtime.hooks import write_index
from kedro_incremental.records import find_records


@pytest.fixture
def catalog(tmp_path):
    return DataCatalog.from_config(
        {
            "artifact_index": {
                "type": "pandas.CSVDataset",
                "filepath": f"{tmp_path}/index.csv",
                "save_args": {"index": False},
            },
            "a": {"type": "json.JSONDataset", "filepath": f"{tmp_path}/a.json"},
            "node_records": {
                "type": "kedro_incremental.RecordsDataset",
                "path": f"{tmp_path}/.records",
            },
        }
    )


def test_the_index_is_made_anew_from_the_records_wherever_the_command_runs(
    catalog, tmp_path, monkeypatch
):
    catalog.save("a", 1)
    state = {"bytes": 1, "modified": 2, "sha256": "ab"}
    record = {"outputs": {"a": "d"}, "files": {f"{tmp_path}/a.json": state}, "tags": ["x"]}
    records = find_records(catalog)
    records.save("make-01234567", record | {"node": "make"})
    records.save("trusted-01234567", {"files": {f"{tmp_path}/b": state}, "places": {}})
    records.save("run-1", {"command": "kedro run", "files": {}, "places": {}})
    (tmp_path / "index.csv").write_text("name,pa")  # cut
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    write_index(catalog, tmp_path)
    index = pd.read_csv(tmp_path / "index.csv")
    assert index[["name", "path", "node"]].to_numpy().tolist() == [["a", "a.json", "make"]]


@pytest.fixture
def index(catalog, tmp_path):
    """Write the index of a project with the record of a node that made `a@fitted`; return it."""
    path = tmp_path / "data/a.json"
    catalog["a@fitted"] = JSONDataset(filepath=str(path))
    catalog.save("a@fitted", 1)
    state = {"bytes": 1, "modified": 2, "sha256": "ab"}
    record = {"outputs": {"a@fitted": "d"}, "files": {str(path): state}, "tags": ["x", "y"]}
    find_records(catalog).save("svm.fit-01234567", record | {"node": "svm.fit"})

    def index(project):
        write_index(catalog, project)
        return pd.read_csv(tmp_path / "index.csv")

    return index


def test_each_artifact_is_described(index, tmp_path):
    (row,) = index(tmp_path).to_dict("records")
    assert row == {
        "name": "a",
        "type": "JSONDataset",
        "path": "data/a.json",
        "pipeline": "x,y",
        "node": "svm.fit",
        "bytes": 1,
        "sha256": "ab",
    }


def test_an_artifact_that_is_gone_is_left_out(index, tmp_path):
    (tmp_path / "data/a.json").unlink()
    table = index(tmp_path)
    assert len(table) == 0
    assert list(table)[:3] == ["name", "type", "path"]


def test_a_path_elsewhere_stays_whole(index, tmp_path):
    assert index(tmp_path / "project")["path"].tolist() == [str(tmp_path / "data/a.json")]

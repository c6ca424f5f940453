from types import SimpleNamespace

import pandas as pd
import pytest
from kedro.io import DataCatalog

from fashion_mnist.runtime.artifact_index import ArtifactIndex
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
    hook = ArtifactIndex()
    hook.after_context_created(SimpleNamespace(project_path=tmp_path))
    hook.after_pipeline_run(catalog)
    index = pd.read_csv(tmp_path / "index.csv")
    assert index[["name", "path", "node"]].to_numpy().tolist() == [["a", "a.json", "make"]]

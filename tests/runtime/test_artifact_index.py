import hashlib
from pathlib import Path

import pandas as pd
import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node
from kedro_datasets.json import JSONDataset
from kedro_datasets.pandas import CSVDataset

from fashion_mnist.runtime.artifact_index import ArtifactIndex


@pytest.fixture
def catalog(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    index = CSVDataset(filepath="index.csv", save_args={"index": False})
    return DataCatalog(
        {
            "artifact_index": index,
            "a@fitted": JSONDataset(filepath="a.json"),
            "b": JSONDataset(filepath="b.json"),
            "c": MemoryDataset(1),
        }
    )


def test_every_output_that_is_on_disk_is_described(catalog):
    nodes = [node(len, "x", "a@fitted", name="fit"), node(len, "a@fitted", ["b"], name="draw")]
    nodes += [node(len, "x", "c", name="count")]
    catalog.save("a@fitted", [1])
    content = Path("a.json").read_bytes()
    ArtifactIndex().after_pipeline_run(Pipeline(nodes, tags="reporting"), catalog)
    assert catalog.load("artifact_index").to_dict("records") == [
        {
            "name": "a",
            "type": "JSONDataset",
            "path": "a.json",
            "pipeline": "reporting",
            "node": "fit",
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    ]


def test_a_later_run_adds_to_the_index(catalog):
    for name in ("a@fitted", "b"):
        catalog.save(name, [1])
        made = Pipeline([node(len, "x", name, name=f"make_{name[0]}")])
        ArtifactIndex().after_pipeline_run(made, catalog)
    index = catalog.load("artifact_index")
    assert index["node"].tolist() == ["make_a", "make_b"]
    assert isinstance(index, pd.DataFrame)

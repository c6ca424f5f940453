"""Tests of what counts as the state of datasets of all kinds."""

import json
import logging
import time

import pytest
from kedro.io import DatasetError

from kedro_incremental import IncrementalRunner, plan
from kedro_incremental.datasets import entry_of, has_known_state

NODES = "src/demo/nodes.py"
PIPELINE = "src/demo/pipeline.py"
CATALOG = "conf/base/catalog.yml"


def test_nodes_of_data_without_a_known_state_always_run(demo, caplog):
    demo.write(
        "src/demo/datasets2.py",
        """
from pathlib import Path

from kedro.io import AbstractDataset

class TableDataset(AbstractDataset):
    def __init__(self, *, table_name, metadata=None):
        self.table_name = table_name
        self.metadata = metadata

    def load(self):
        return {"tea": 2.5, "rice": 1.2}

    def save(self, data):
        pass

    def _describe(self):
        return {"table_name": self.table_name}

def tell(entry):
    return Path("data/state.txt").read_text()
""",
    )
    demo.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/raw/prices.json}",
        "{type: demo.datasets2.TableDataset, table_name: prices}",
    )
    with caplog.at_level(logging.INFO):
        demo.run()
    assert "The nodes of prices run every time" in caplog.text
    assert demo.plan().reasons["price"] == ["the state of prices is unknown"]
    demo.edit(
        CATALOG,
        "table_name: prices",
        "table_name: prices, metadata: {kedro-incremental: {state: demo.datasets2.tell}}",
    )
    demo.write("data/state.txt", "1")
    caplog.clear()
    demo.run()
    assert "run every time" not in caplog.text
    assert demo.changed() == set()
    demo.write("data/state.txt", "2")
    assert "price" in demo.changed()


def test_the_last_version_of_versioned_data_counts(bare):
    bare.edit(CATALOG, "filepath: data/totals.json", "filepath: data/totals.json, versioned: true")
    bare.run()
    assert bare.changed() == set()
    time.sleep(0.01)
    bare.edit("conf/base/parameters.yml", "rate: 0.1", "rate: 0.2")
    bare.run()
    assert len([*(bare.folder / "data/totals.json").iterdir()]) == 2
    assert bare.changed() == set()


def test_a_run_does_not_ask_an_api_whether_it_is_there(bare, monkeypatch):
    from kedro_datasets.api import APIDataset

    asked = []
    monkeypatch.setattr(APIDataset, "load", lambda self: {"tea": 2.5, "rice": 1.2})
    monkeypatch.setattr(APIDataset, "_exists", lambda self: asked.append(self) or True)
    api = "{type: api.APIDataset, url: http://localhost:1}"
    bare.edit(CATALOG, "{type: json.JSONDataset, filepath: data/raw/prices.json}", api)
    bare.run()
    found = bare.plan()
    assert found.reasons["price"]
    assert not asked
    assert found.missing == frozenset()
    assert len(asked) == 1


def test_a_missing_version_is_refused(bare):
    bare.edit(CATALOG, "filepath: data/totals.json", "filepath: data/totals.json, versioned: true")
    bare.run()
    with pytest.raises(
        DatasetError, match=r"Expected an existing version of totals. Received 'never'"
    ):
        bare.run(node_names=["draw"], load_versions={"totals": "never"})


def test_a_requested_earlier_version_is_not_refused(bare):
    bare.edit(CATALOG, "filepath: data/totals.json", "filepath: data/totals.json, versioned: true")
    bare.run()
    (first,) = (bare.folder / "data/totals.json").iterdir()
    chart = (bare.folder / "data/chart.txt").read_text()
    bare.edit("conf/base/parameters.yml", "rate: 0.1", "rate: 0.9")
    bare.run()
    assert (bare.folder / "data/chart.txt").read_text() != chart
    bare.run(node_names=["draw"], load_versions={"totals": first.name})
    assert (bare.folder / "data/chart.txt").read_text() == chart
    assert bare.changed() == {"draw"}


def test_names_and_contents_of_partitions_count(bare):
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/totals.json}",
        "{type: partitions.PartitionedDataset, path: data/totals, filename_suffix: .json, "
        "dataset: json.JSONDataset}",
    )
    bare.edit(
        "src/demo/figures.py",
        "    most =",
        "    totals = {name: load() for name, load in totals.items()}\n    most =",
    )
    bare.edit(NODES, "{totals[customer]}", "{totals[customer]()}")
    bare.edit(NODES, 'f"{totals} {forecast}"', 'f"{sorted(totals)} {forecast}"')
    bare.run()
    assert bare.changed() == set()
    (bare.folder / "data/totals/ada.json").rename(bare.folder / "data/totals/eve.json")
    assert "draw" in bare.changed()


def test_the_name_of_a_single_partition_counts(bare):
    entry = (
        "{type: partitions.PartitionedDataset, path: data/raw/prices, dataset: json.JSONDataset}"
    )
    bare.edit(CATALOG, "{type: json.JSONDataset, filepath: data/raw/prices.json}", entry)
    bare.edit(NODES, "* prices[", "* list(prices.values())[0]()[")
    raw = bare.folder / "data/raw"
    (raw / "prices").mkdir()
    (raw / "prices.json").rename(raw / "prices/old.json")
    bare.run()
    assert bare.changed() == set()
    (raw / "prices/old.json").rename(raw / "prices/new.json")
    assert "price" in bare.changed()


def test_all_files_that_match_a_pattern_count(bare):
    write_prices_dataset(bare)
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/raw/prices.json}",
        "{type: demo.many.ManyDataset, filepath: data/raw/prices*.json}",
    )
    bare.run()
    assert bare.changed() == set()
    bare.write("data/raw/prices2.json", '{"salt": 3}')
    assert "price" in bare.changed()


def test_nodes_of_a_dataset_that_hides_its_files_always_run(bare):
    write_prices_dataset(bare)
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/raw/prices.json}",
        "{type: demo.many.ManyDataset, filepath: data/raw/prices, suffix: .json}",
    )
    bare.run()
    assert "price" in bare.changed()


def write_prices_dataset(bare):
    bare.write(
        "src/demo/many.py",
        """
import json
from glob import glob
from pathlib import Path

from kedro.io import AbstractDataset

class ManyDataset(AbstractDataset):
    def __init__(self, *, filepath, suffix=""):
        self.pattern = filepath + suffix

    def load(self):
        texts = [Path(path).read_text() for path in glob(self.pattern)]
        return {name: price for text in texts for name, price in json.loads(text).items()}

    def save(self, data):
        pass

    def _describe(self):
        return {"pattern": self.pattern}
""",
    )


def test_queries_have_no_known_state():
    entry = {"type": "pandas.SQLQueryDataset", "filepath": "query.sql"}
    assert not has_known_state(entry)
    assert has_known_state(entry | {"type": "text.TextDataset"})


def test_an_output_without_partitions_is_up_to_date(bare):
    bare.edit(
        CATALOG,
        "{type: text.TextDataset, filepath: data/chart.txt}",
        "{type: partitions.PartitionedDataset, path: data/chart, dataset: text.TextDataset}",
    )
    bare.edit("src/demo/figures.py", "return ", "return {} and ")
    bare.run()
    assert bare.changed() == set()
    bare.write("data/chart/a", "a")
    assert bare.changed() == {"draw"}


@pytest.mark.parametrize("checkpoint", ["", ", checkpoint: {filepath: data/totals/last}"])
def test_the_checkpoint_of_an_incremental_dataset_does_not_count(bare, checkpoint):
    bare.give_files()
    entry = "type: partitions.IncrementalDataset, path: data/totals, dataset: json.JSONDataset"
    bare.edit(CATALOG, "type: json.JSONDataset, filepath: data/raw/prices.json", entry + checkpoint)
    bare.edit(PIPELINE, '"priced", name="price"', '"priced", name="price", confirms="prices"')
    bare.edit(NODES, '"price": order["n"] * prices[order["item"]]', '"price": len(prices)')
    bare.write("data/totals/a", "1")
    bare.run()
    assert len([*(bare.folder / "data/totals").iterdir()]) == 2
    assert bare.changed() == set()
    bare.write("data/totals/b", "1")
    assert "price" in bare.changed()


def test_the_files_of_a_cached_dataset_count(bare):
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/totals.json}",
        "{type: CachedDataset, dataset: {type: json.JSONDataset, filepath: data/totals.json}}",
    )
    bare.run()
    assert bare.changed() == set()
    bare.write("data/totals.json", '{"ada": 1, "bob": 2}')
    assert {"sum_up", "draw"} <= bare.changed()


def test_dataset_factories_work(demo):
    assert json.loads((demo.folder / "data/forecast.json").read_text())
    assert (demo.folder / "data/bills/ada.txt").read_text() == "Dear ada, 8.7 EUR"


@pytest.mark.parametrize("entry", ["MemoryDataset", "json.JSONDataset"])
def test_a_dataset_set_in_code_takes_the_place_of_a_factory(tmp_path, monkeypatch, entry):
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import Pipeline, node
    from kedro_datasets.json import JSONDataset

    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text("0")
    other = MemoryDataset() if entry == "MemoryDataset" else JSONDataset(filepath="other.json")
    pipeline = Pipeline([node(repr, "a", "b", name="tell")])
    for value in (1, 2, 2):
        factory = {"type": "json.JSONDataset", "filepath": "{name}.json"}
        catalog = DataCatalog.from_config({"{name}": factory})
        catalog["a"] = other
        other.save(value)
        IncrementalRunner().run(pipeline, catalog)
        assert catalog.load("b") == str(value)
    assert plan(pipeline, catalog).reasons == {"tell": []}
    assert entry_of(catalog, "b")["filepath"] == "b.json"  # created by the factory


def test_a_catalog_created_in_code_works(tmp_path, monkeypatch):
    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline, node
    from kedro_datasets.json import JSONDataset

    monkeypatch.chdir(tmp_path)
    names = {name: JSONDataset(filepath=tmp_path / f"{name}.json") for name in "ab"}
    names["a"].save(1)
    pipeline = Pipeline([node(repr, "a", "b", name="tell")])
    IncrementalRunner().run(pipeline, DataCatalog(names))
    assert plan(pipeline, DataCatalog(names)).reasons == {"tell": []}
    names["a"].save(2)
    assert plan(pipeline, DataCatalog(names)).reasons == {"tell": ["input a changed"]}

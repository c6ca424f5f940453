import pickle

import pytest
from kedro.io import MemoryDataset
from kedro.pipeline import Pipeline, node

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.dask.packing import Packer, check_reach


def add(a, b, more):
    return a + b + more


ADD = node(add, ["a", "b_x", "params:more"], "c", name="add")


@pytest.fixture
def catalog():
    json = {"type": "json.JSONDataset"}
    return AtomicCatalog.from_config(
        {
            "a": json | {"filepath": "a.json"},
            "{letter}_x": json | {"filepath": "{letter}.json", "versioned": True},
            "c": json | {"filepath": "c.json", "credentials": "key"},
            "other": json | {"filepath": "other.json"},
            "hidden": {"type": "MemoryDataset"},
            "node_records": {"type": "fashion_mnist.datasets.RecordsDataset", "path": "records"},
        },
        credentials={"key": {"token": "secret"}},
        load_versions={"b_x": "v1"},
        save_version="v2",
    )


def test_a_node_travels_with_the_entries_of_its_datasets_and_its_parameters(catalog):
    catalog["params:more"] = MemoryDataset(3)
    assert catalog["b_x"]  # as a runner does before it runs nodes
    catalog.absent = frozenset({"b_x", "other"})
    work = pickle.loads(pickle.dumps(Packer(catalog, "shop", {}).pack(ADD)))  # noqa: S301
    assert work.entries.keys() == {"a", "b_x", "c", "node_records"}
    assert work.entries["b_x"]["filepath"] == "b.json"
    assert work.entries["c"]["credentials"] == {"token": "secret"}
    assert work.parameters == {"params:more": 3}
    assert work.absent == {"b_x"}
    assert work.versions == ({"b_x": "v1"}, "v2")


@pytest.mark.parametrize("name", ["hidden", "nowhere"])
def test_data_in_memory_are_refused(catalog, name):
    pipeline = Pipeline([ADD, node(add, ["a", "c", "params:more"], name, name="last")])
    with pytest.raises(InputError, match=f"in this process's memory: {name}"):
        check_reach(pipeline, catalog)


def test_data_in_files_are_reached(catalog):
    check_reach(Pipeline([ADD]), catalog)

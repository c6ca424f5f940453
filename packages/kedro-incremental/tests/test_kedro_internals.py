"""Tests that Kedro's private attributes exist and have the expected meaning."""

import re
from pathlib import Path

import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import node
from kedro.runner import SequentialRunner
from kedro_datasets.json import JSONDataset

import kedro_incremental
from kedro_incremental import kedro_internals
from kedro_incremental.datasets import entry_of

PRIVATE = re.compile(
    r"\b(?!self|cls|super)\w+(\[.*?\])?\._(filepath|fs|version|protocol|inputs|outputs|copy"
    r"|is_async|data|dataset_patterns|exists|validate|load_versions|save_version|init_config|get_catalog|datasets)\b"
)


def test_only_one_module_reads_private_attributes():
    folder = Path(kedro_incremental.__file__).parent
    found = {
        path.name
        for path in folder.rglob("*.py")
        if any(PRIVATE.search(line) for line in path.read_text().splitlines())
    }
    assert found == {"kedro_internals.py"}


def add(a, b=1):
    return a + b


def test_wiring_of_returns_the_declared_inputs_and_outputs():
    assert kedro_internals.wiring_of(node(add, ["x", "y"], "z")) == (["x", "y"], "z")
    assert kedro_internals.wiring_of(node(add, {"a": "x"}, ["z"])) == ({"a": "x"}, ["z"])


@pytest.mark.parametrize(
    ("given", "left"), [(["x", "y"], ["x"]), ({"a": "x", "b": "y"}, {"a": "x"})]
)
def test_without_inputs_keeps_the_rest_of_a_node(given, left):
    whole = node(add, given, "z", name="add", namespace="n", tags="t")
    less = kedro_internals.without_inputs(whole, {"y"})
    assert kedro_internals.wiring_of(less)[0] == left
    assert (less.name, less.tags, less.outputs) == (whole.name, whole.tags, whole.outputs)
    assert less.run({"x": 1}) == {"z": 2}


def test_without_inputs_keeps_a_default_name():
    whole = node(add, ["x", "y"], "z")
    assert kedro_internals.without_inputs(whole, {"y"}).name == whole.name


def test_redirect_saves_to_another_path(tmp_path):
    dataset = JSONDataset(filepath=str(tmp_path / "a.json"))
    kedro_internals.redirect(dataset, tmp_path / "b.json").save([1])
    assert (tmp_path / "b.json").exists()
    assert not (tmp_path / "a.json").exists()
    assert kedro_internals.save_path_of(dataset) == tmp_path / "a.json"
    assert kedro_internals.file_system_of(dataset).protocol == ("file", "local")
    assert kedro_internals.file_system_of(MemoryDataset(1)) is None


def test_describe_dataset_returns_an_entry(tmp_path):
    entry = kedro_internals.describe_dataset(JSONDataset(filepath=str(tmp_path / "a.json")))
    assert entry["filepath"] == str(tmp_path / "a.json")
    assert entry["type"].endswith("JSONDataset")


def test_patterns_are_those_of_the_configuration():
    entry = {"type": "json.JSONDataset", "filepath": "{name}.json"}
    resolver = DataCatalog.from_config({"{name}_a": entry, "a": entry}).config_resolver
    assert kedro_internals.patterns_of(resolver) == ["{name}_a"]


def test_a_pattern_that_matches_every_name_counts():
    every = {"type": "json.JSONDataset", "filepath": "{default}.json"}
    catalog = DataCatalog.from_config({"{default}": every})  # Kedro's own pattern has that name
    assert entry_of(catalog, "a")["filepath"] == "a.json"
    assert entry_of(DataCatalog(), "a") is None


def test_the_entry_of_a_cached_dataset_has_its_options():
    inner = {"type": "json.JSONDataset", "filepath": "a.json"}
    entry = {"type": "CachedDataset", "dataset": inner, "versioned": True, "metadata": {"a": 1}}
    found = entry_of(DataCatalog.from_config({"a": entry}), "a")
    assert (found["type"], found["filepath"]) == ("json.JSONDataset", "a.json")
    assert (found["versioned"], found["metadata"]) == (True, {"a": 1})


def test_values_and_versions_of_a_catalog_are_read():
    catalog = DataCatalog({"a": MemoryDataset([1]), "b": MemoryDataset()})
    assert kedro_internals.value_of(catalog, "a") == [1]
    assert kedro_internals.has_data(catalog["a"])
    assert not kedro_internals.has_data(catalog["b"])
    assert kedro_internals.load_version_of(catalog, "a") is None
    versioned = DataCatalog(save_version="2020-01-01T00.00.00.000Z")
    assert kedro_internals.save_version_of(versioned) == "2020-01-01T00.00.00.000Z"


def test_validate_returns_valid_data():
    assert kedro_internals.validate(DataCatalog({"a": MemoryDataset()}), "a", 3) == 3


def test_is_asynchronous_reads_the_option_of_a_runner():
    assert kedro_internals.is_asynchronous(SequentialRunner(is_async=True))
    assert not kedro_internals.is_asynchronous(SequentialRunner())

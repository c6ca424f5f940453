"""Helpers for tests of nodes and of the project's catalog."""

import json
from functools import cache
from pathlib import Path

from kedro.config import OmegaConfigLoader
from kedro.io import DataCatalog, MemoryDataset
from projects import PROJECT

from fashion_mnist.settings import CONFIG_LOADER_ARGS
from kedro_incremental.datasets import entry_of, is_parameter
from kedro_incremental.plan import can_do_without

DATA = "/folder-of-data"


def optional_inputs(node):
    """Return the inputs that a node does not need."""
    return {name for name in node.inputs if can_do_without(node, {name})}


def make_catalog(data, pipeline, **entries):
    """Make the project's catalog with its data in a folder, for a pipeline, with more entries."""
    loaded = json.loads(_load_entries().replace(DATA, str(data)))
    catalog = DataCatalog.from_config(loaded | entries)
    for name in filter(is_parameter, pipeline.inputs()):
        catalog[name] = MemoryDataset(1)
    return catalog


@cache
def _load_entries():
    loader = OmegaConfigLoader(str(PROJECT / "conf"), **CONFIG_LOADER_ARGS)
    loader["globals"] = {"data": DATA}
    return json.dumps(loader["catalog"]).replace("data/01_raw", f"{DATA}/01_raw")


def touch(catalog, names):
    """Make empty files for those of the named datasets that have a file in the data folder."""
    for name in names:
        path = Path((entry_of(catalog, name) or {}).get("filepath") or "data")
        if path.is_absolute():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

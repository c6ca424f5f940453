"""What the tests ask of nodes and of the project's own catalog."""

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
    """The inputs of a node that it can do without."""
    return {name for name in node.inputs if can_do_without(node, {name})}


def make_catalog(data, pipeline, **entries):
    """The catalog of the project, and more entries, for a pipeline whose data are in a folder."""
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
    """Make the files of datasets that have one in the folder of the data, without content."""
    for name in names:
        path = Path((entry_of(catalog, name) or {}).get("filepath") or "data")
        if path.is_absolute():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

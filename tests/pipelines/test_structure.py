"""What must hold of the pipelines and the catalog as a whole."""

from pathlib import Path

import pytest
from kedro.config import OmegaConfigLoader
from kedro.framework.project import configure_project
from kedro.io import DataCatalog
from kedro.pipeline import Pipeline

from fashion_mnist import models
from fashion_mnist.pipeline_registry import register_pipelines
from fashion_mnist.settings import CONFIG_LOADER_ARGS

PROJECT = Path(__file__).parents[2]
LAYERS = ["raw", "intermediate", "primary", "model_input", "models", "model_output", "reporting"]


@pytest.fixture(scope="module")
def pipelines():
    configure_project("fashion_mnist")
    return register_pipelines()


@pytest.fixture(scope="module")
def default(pipelines):
    return pipelines["__default__"]


@pytest.fixture(scope="module")
def everything(pipelines):
    return sum(pipelines.values(), Pipeline([]))


@pytest.fixture(scope="module")
def catalog():
    loader = OmegaConfigLoader(str(PROJECT / "conf"), **CONFIG_LOADER_ARGS)
    return DataCatalog.from_config(loader["catalog"])


def datasets_of(pipeline):
    return sorted(name for name in pipeline.datasets() if not name.startswith("param"))


def test_the_pipelines_are_those_of_the_study(pipelines):
    assert set(pipelines) - {"__default__"} == {
        "data_engineering",
        "deep_learning",
        "classical_ml",
        "ensemble",
        "inference",
        "reporting",
    }


def test_inference_is_left_to_a_request(pipelines):
    assert not set(pipelines["inference"].nodes) & set(pipelines["__default__"].nodes)


def test_every_dataset_is_in_the_catalog_and_none_in_memory(everything, catalog):
    for name in datasets_of(everything):
        assert name in catalog, name
        assert type(catalog[name]).__name__ not in ("MemoryDataset", "CachedDataset"), name


def test_every_dataset_has_a_layer_and_layers_never_go_back(everything, catalog):
    layer = {
        name.partition("@")[0]: LAYERS.index(catalog[name].metadata["kedro-viz"]["layer"])
        for name in datasets_of(everything)
    }
    for node in everything.nodes:
        inputs = [layer[name.partition("@")[0]] for name in node.inputs if name in catalog]
        outputs = [layer[name.partition("@")[0]] for name in node.outputs]
        if inputs:
            assert max(inputs) <= min(outputs), node.name


def test_no_models_namespace_reads_what_comes_after_it(everything, catalog):
    """Otherwise kedro-viz, which draws a namespace as one node, shows no layers."""
    for node in everything.nodes:
        for name in node.inputs:
            outside = name in catalog and name.partition(".")[0] != node.namespace
            if node.namespace in models.names() and outside:
                layer = catalog[name].metadata["kedro-viz"]["layer"]
                assert layer in LAYERS[: LAYERS.index("models")], (node.name, name)


def test_no_two_datasets_share_a_file(everything, catalog):
    paths = {}
    for name in datasets_of(everything):
        path = getattr(catalog[name], "_filepath", None)  # people's pictures have none
        paths.setdefault(str(path), set()).add(name.partition("@")[0])
    assert all(len(names) == 1 for names in paths.values())


def test_every_artifact_lies_under_its_models_name(everything, catalog):
    for name in datasets_of(everything):
        namespace = name.partition(".")[0]
        if namespace in models.names():
            assert f"/{namespace}/" in str(catalog[name]._filepath)


def test_every_node_is_tagged_with_its_pipeline(pipelines):
    for name in set(pipelines) - {"__default__"}:
        for node in pipelines[name].nodes:
            assert node.tags == {name}


def test_fitting_never_reads_the_test_set(default):
    for node in (*(f"{model}.fit" for model in models.trained()), "weigh_models"):
        ancestors = default.to_nodes(node)
        assert not {name for name in ancestors.datasets() if name.startswith("test")}


def test_reporting_never_loads_a_model(pipelines):
    assert not [name for name in pipelines["reporting"].datasets() if "@" in name]

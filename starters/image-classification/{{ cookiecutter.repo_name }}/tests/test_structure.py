"""What must hold of the pipelines and the catalog as a whole."""

from pathlib import Path

import pytest
from kedro.config import OmegaConfigLoader
from kedro.framework.project import configure_project
from kedro.io import DataCatalog
from kedro.pipeline import Node, Pipeline

from {{ cookiecutter.python_package }}.calibration import fit_temperatures
from {{ cookiecutter.python_package }}.parameters import MODELS, per_model
from {{ cookiecutter.python_package }}.pipeline_registry import register_pipelines

CONF = Path(__file__).parents[1] / "conf"
LAYERS = ["raw", "intermediate", "model_input", "models", "model_output", "reporting"]

# All that may read the test set or what follows from it, beside reporting: nothing that fits a
# model, chooses between models, or sets a number on which a model depends.
MAY_READ_TEST = {
    *("normalise", "reshape", "flatten", "predict_test", "explain"),
    *("tabulate_accuracies", "compare_pairs", "measure_calibration"),
}
CHOICES = {"fit", "choose_model", "fit_temperatures"}


@pytest.fixture(scope="module")
def default():
    configure_project("{{ cookiecutter.python_package }}")
    return register_pipelines()["__default__"]


@pytest.fixture(scope="module")
def catalog():
    loader = OmegaConfigLoader(str(CONF), base_env="base", default_run_env="local")
    return DataCatalog.from_config(loader["catalog"])


def datasets_of(pipeline):
    return sorted(name for name in pipeline.datasets() if not name.startswith("params:"))


def names_of(nodes):
    """Names without namespaces, except for the nodes of the report."""
    return {node.name.rpartition(".")[2] for node in nodes if "reporting" not in node.tags}


def readers_of(pipeline, *datasets):
    """Nodes that read these datasets or what follows from them."""
    return names_of(pipeline.from_inputs(*datasets).nodes)


def test_only_known_nodes_read_the_test_set(default):
    """Add a new node to MAY_READ_TEST if it only predicts or reports; else it must not read it."""
    assert readers_of(default, "test.pixels", "test.labels") <= MAY_READ_TEST


def test_nothing_that_is_fitted_or_chosen_depends_on_the_test_set(default):
    assert names_of(default.nodes) >= CHOICES
    assert not readers_of(default, "test.pixels", "test.labels") & CHOICES


def test_all_images_together_are_read_by_the_split_and_the_report_alone(default):
    together = {"pixels", "index", "split_index"}
    readers = [node for node in default.nodes if together & {*node.inputs}]
    assert names_of(readers) == {"split_images"}


def test_a_choice_made_on_the_test_set_would_be_found(default):
    (fit,) = default.only_nodes("evaluation.fit_temperatures").nodes
    inputs = {"classes": "classes"} | per_model("predictions")
    cheat = Node(fit_temperatures, inputs, "temperatures", name="cheat", namespace="evaluation")
    cheating = default - Pipeline([fit]) + Pipeline([cheat])
    assert readers_of(cheating, "test.pixels", "test.labels") - MAY_READ_TEST == {"cheat"}


def test_every_dataset_is_saved_under_the_name_of_its_model_and_has_a_file_of_its_own(
    default, catalog
):
    paths = {}
    for name in datasets_of(default):
        assert name in catalog, name
        config = catalog.config_resolver.resolve_pattern(name)
        path = config.get("filepath") or config["path"]
        assert paths.setdefault(path, name) == name
        if name.partition(".")[0] in MODELS:
            assert name.partition(".")[0] in path.split("/")


def test_every_dataset_has_a_layer_and_layers_never_go_back(default, catalog):
    layer = {
        name: LAYERS.index(catalog[name].metadata["kedro-viz"]["layer"])
        for name in datasets_of(default)
    }
    for node in default.nodes:
        inputs = [layer[name] for name in node.inputs if name in layer]
        assert max(inputs) <= min(layer[name] for name in node.outputs), node.name

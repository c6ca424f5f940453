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
TEST = ["test.pixels", "test.labels"]

# All that may read the test set or what follows from it, beside reporting: nothing that fits a
# model, chooses between models, or sets a number on which a model depends.
MAY_READ_TEST = {
    *("normalise_test", "reshape_test", "flatten_test", "predict_test", "explain"),
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


def names_of(nodes):
    """Names without namespaces, without the nodes of the report."""
    return {node.name.rpartition(".")[2] for node in nodes if "reporting" not in node.tags}


def test_only_known_nodes_read_the_test_set(default):
    """Add a new node to MAY_READ_TEST if it only predicts or reports; else it must not read it."""
    assert names_of(default.from_inputs(*TEST).nodes) <= MAY_READ_TEST
    assert names_of(default.nodes) >= CHOICES
    assert not MAY_READ_TEST & CHOICES


def test_only_the_split_and_the_report_read_all_images_together(default):
    together = {"pixels", "index", "split_index"}
    readers = [node for node in default.nodes if together & {*node.inputs}]
    assert names_of(readers) == {"split_images"}


def test_a_choice_made_on_the_test_set_would_be_found(default):
    fit = default.only_nodes("evaluation.fit_temperatures")
    inputs = {"classes": "classes"} | per_model("predictions")
    cheat = Node(fit_temperatures, inputs, "temperatures", name="cheat")
    cheating = default - fit + Pipeline([cheat])
    assert names_of(cheating.from_inputs(*TEST).nodes) - MAY_READ_TEST == {"cheat"}


def test_every_dataset_has_a_file_and_a_layer_and_layers_never_go_back(default, catalog):
    paths, layers = {}, {}
    for name in (name for name in default.datasets() if not name.startswith("params:")):
        entry = catalog.config_resolver.resolve_pattern(name)
        path = entry.get("filepath") or entry["path"]
        layers[name] = LAYERS.index(entry["metadata"]["kedro-viz"]["layer"])
        assert paths.setdefault(path, name) == name
        if name.partition(".")[0] in MODELS:
            assert name.partition(".")[0] in path.split("/")
    for node in default.nodes:
        inputs = [layers[name] for name in node.inputs if name in layers]
        assert max(inputs) <= min(layers[name] for name in node.outputs), node.name

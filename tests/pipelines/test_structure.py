"""What must hold of the pipelines and the catalog as a whole."""

from inspect import signature
from pathlib import Path

import pandas as pd
import pytest
from kedro.config import OmegaConfigLoader
from kedro.io import DataCatalog
from kedro.pipeline import Node, Pipeline
from wiring import make_catalog, optional_inputs

from fashion_mnist.evaluation.calibration import fit_temperatures
from fashion_mnist.parameters import model_names
from fashion_mnist.pipeline_registry import register_pipelines
from fashion_mnist.pipelines import ON_REQUEST, PIPELINES, per_model
from fashion_mnist.settings import CONFIG_LOADER_ARGS
from kedro_incremental.datasets import entry_of
from kedro_incremental.kedro_internals import wiring_of

PROJECT = Path(__file__).parents[2]
PARTS = ("train", "validation", "test")
LAYERS = ["raw", "intermediate", "model_input", "models", "model_output", "reporting"]


@pytest.fixture(scope="module")
def pipelines(configured):
    return register_pipelines()


@pytest.fixture(scope="module")
def default(pipelines):
    return pipelines["__default__"]


@pytest.fixture(scope="module")
def all_nodes(pipelines):
    return sum(pipelines.values(), Pipeline([]))


@pytest.fixture(scope="module")
def catalog():
    loader = OmegaConfigLoader(str(PROJECT / "conf"), **CONFIG_LOADER_ARGS)
    return DataCatalog.from_config(loader["catalog"])


def datasets_of(pipeline):
    return sorted(name for name in pipeline.datasets() if not name.startswith("param"))


def path_of(catalog, name):
    return entry_of(catalog, name).get("filepath")


def test_the_pipelines_are_those_of_the_study(pipelines):
    assert set(pipelines) - {"__default__"} == {
        "ablation",
        "data_engineering",
        "deep_learning",
        "depth",
        "classical_ml",
        "data_quality",
        "ensemble",
        "evaluation",
        "explanation",
        "export",
        "inference",
        "reporting",
        "photographs",
        "picture_accuracy",
        "release",
        "robust",
        "robustness",
        "search",
        "seeds",
    }


def test_only_what_is_long_waits_for_a_request(pipelines, default):
    by_default = set(pipelines) - {"__default__", *ON_REQUEST}
    assert {tag for node in default.nodes for tag in node.tags} == by_default
    assert by_default == {
        "data_engineering",
        "classical_ml",
        "deep_learning",
        "ensemble",
        "evaluation",
        "reporting",
    }


def test_every_dataset_is_in_the_catalog_and_none_in_memory(all_nodes, catalog):
    for name in datasets_of(all_nodes):
        assert name in catalog, name
        assert type(catalog[name]).__name__ not in ("MemoryDataset", "CachedDataset"), name


def test_every_dataset_has_a_layer_and_layers_never_go_back(all_nodes, catalog):
    layer = {
        name.partition("@")[0]: LAYERS.index(catalog[name].metadata["kedro-viz"]["layer"])
        for name in datasets_of(all_nodes)
    }
    for node in all_nodes.nodes:
        inputs = [layer[name.partition("@")[0]] for name in node.inputs if name in catalog]
        outputs = [layer[name.partition("@")[0]] for name in node.outputs]
        if inputs:
            assert max(inputs) <= min(outputs), node.name


def test_no_models_namespace_reads_what_comes_after_it(all_nodes, catalog):
    """Otherwise kedro-viz, which draws a namespace as one node, shows no layers."""
    for node in all_nodes.nodes:
        for name in node.inputs:
            outside = name in catalog and name.partition(".")[0] != node.namespace
            if node.namespace in model_names.NAMES and outside:
                layer = catalog[name].metadata["kedro-viz"]["layer"]
                end = "reporting" if node.namespace == model_names.ENSEMBLE else "models"
                assert layer in LAYERS[: LAYERS.index(end)], (node.name, name)


def test_no_two_datasets_share_a_file(all_nodes, catalog):
    """`own.X` is X for the inference pipeline, which can do without."""
    paths = {}
    for name in {name.removeprefix("own.") for name in datasets_of(all_nodes)}:
        if path := path_of(catalog, name):
            paths.setdefault(path, set()).add(name.partition("@")[0])
    assert all(len(names) == 1 for names in paths.values())


def test_every_artifact_lies_under_its_models_name(all_nodes, catalog):
    for name in datasets_of(all_nodes):
        namespace = name.partition(".")[0]
        path = path_of(catalog, name)  # none of a network that starts from nothing
        if namespace in model_names.NAMES and path:
            assert namespace in path.split("/")


def test_inputs_by_name_stand_in_the_order_of_the_arguments(all_nodes):
    """Kedro takes the type of a parameter from the argument in the place of its input."""
    for node in all_nodes.nodes:
        inputs, _ = wiring_of(node)
        if isinstance(inputs, dict):
            arguments = list(signature(node.func).parameters)
            named = [name for name in inputs if name in arguments]
            assert named == sorted(named, key=arguments.index), node.name


def test_no_node_has_a_name_with_a_hash(all_nodes):
    """Kedro's `node` gives such a name to a node without one; the study's `node` doesn't."""
    assert not [node.name for node in all_nodes.nodes if "__" in node.name]


def test_every_node_is_tagged_with_its_pipeline(pipelines):
    for name in set(pipelines) - {"__default__"}:
        for node in pipelines[name].nodes:
            assert node.tags - {"reporting"} == {name} - {"reporting"}


def test_what_the_report_takes_of_a_pipeline_is_made_there_and_may_be_missing(pipelines, catalog):
    for name, info in PIPELINES.items():
        made = {output for output in pipelines[name].all_outputs() if "." not in output}
        figures = {output for output in made if "plotly" in entry_of(catalog, output)["type"]}
        assert figures <= {*info.results} <= made
        for result in info.results:
            options = catalog[result].metadata["kedro-incremental"]
            assert options["optional"], result
            assert options.get("allow_stale", False) == info.on_request, result


# All that may read the test set or what follows from it, beside reporting: nothing that fits a
# model, chooses between models or sets a number on which a model depends.
MAY_READ_TEST = {
    "profile",
    "take_test_set",
    "test.normalise",
    "test.reshape",
    "test.flatten",
    "test.one_hot",
    "predict_test",
    "explain",
    "add_up_costs",
    "combine_predictions",
    "tabulate_intervals",
    "compare_pairs",
    "compare_by_class",
    "measure_calibration",
    "measure_coverage",
    "score_runs",
    "assess",
    "assess_robustness",
    "draw_robustness_gallery",
    "score",
    "measure_effects",
    # Its fit sees the training images only; the model, too large to keep, predicts at once.
    "fit_and_compare",
    "gather_effects",
    "find_neighbours",
    "draw_near_duplicates",
    "find_label_errors",
    "measure_accuracies",
}
CHOICES = {"fit", "weigh_models", "choose_pair", "fit_temperatures", "choose_thresholds"}


def name_of(node):
    """Its name, without the namespace of a model or a stage."""
    stage, _, name = node.name.partition(".")
    is_of_stage = stage in ("data_engineering", "evaluation", "reporting")
    return name if is_of_stage else node.name.rpartition(".")[2]


def readers_of_test(pipeline):
    """Names of the nodes that read the test set or what follows from it."""
    readers = pipeline.from_inputs("test_images", "test_labels").nodes
    return {name_of(node) for node in readers if "reporting" not in node.tags}


def test_only_known_nodes_read_the_test_set(all_nodes):
    """A new one is named above if it only predicts or reports; otherwise it must not read it."""
    assert readers_of_test(all_nodes) == MAY_READ_TEST


def test_nothing_that_is_fitted_or_chosen_depends_on_the_test_set(all_nodes):
    assert {name_of(node) for node in all_nodes.nodes} >= CHOICES
    assert not readers_of_test(all_nodes) & CHOICES


def test_a_choice_made_on_the_test_set_would_be_found(all_nodes):
    (fit,) = all_nodes.only_nodes("evaluation.fit_temperatures").nodes
    cheat = Node(
        fit_temperatures,
        {"classes": "params:classes"} | per_model(model_names.NAMES, "predictions"),
        "temperatures",
        name="fit_temperatures",
        namespace="evaluation",
    )
    cheating = all_nodes - Pipeline([fit]) + Pipeline([cheat])
    assert readers_of_test(cheating) - readers_of_test(all_nodes) == {"fit_temperatures"}


def test_nothing_follows_from_the_report(all_nodes):
    reports = all_nodes.only_nodes_with_tags("reporting")
    others = [node for node in all_nodes.nodes if "reporting" not in node.tags]
    assert not reports.all_outputs() & {name for node in others for name in node.inputs}


@pytest.mark.parametrize("name", ["evaluation", "reporting"])
def test_evaluation_and_reporting_never_load_a_model(pipelines, name):
    assert not [dataset for dataset in pipelines[name].datasets() if "@" in dataset]


def test_evaluation_reads_nothing_but_predictions(pipelines):
    read = {name.rpartition(".")[2] for name in pipelines["evaluation"].inputs()}
    assert read == {"predictions", "validation_predictions", "params:classes", "params:seed"}


def test_what_models_give_may_be_missing_and_nodes_do_without_it(all_nodes, catalog):
    optional = {
        name
        for name in datasets_of(all_nodes)
        if (entry := entry_of(catalog, name))
        and entry["metadata"].get("kedro-incremental", {}).get("optional")
    }
    of_models = {n for n in datasets_of(all_nodes) if n.partition(".")[0] in model_names.NAMES}
    assert of_models | {"each.model", "accuracy", "photographs.squares"} <= optional
    assert not {"train.pixels", "train.labels", "train_images", "machine", "pictures"} & optional
    without = {node.name for node in all_nodes.nodes if optional_inputs(node) & optional}
    assert {"reporting.compare_models", "ensemble.weigh_models", "svm.describe"} <= without
    assert not {name for name in without if name.endswith(".predict_test")}


def test_what_executes_code_is_loaded_only_as_it_was_saved(all_nodes, catalog):
    for name in datasets_of(all_nodes):
        entry = entry_of(catalog, name)
        if "pickle" in f"{entry['type']} {entry.get('dataset')}":
            assert entry["metadata"]["kedro-incremental"]["verify"], name


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        *((f"svm.{name}", ["true", "predicted"]) for name in ("confused_pairs", "mistakes")),
        *((name, ["class"]) for name in ("svm.classification_report", "class_gains")),
        *((name, ["class"]) for name in ("accuracy_intervals", "corrected_errors")),
        ("class_recall_table", ["best", "hardest"]),
        ("confused_pairs", ["true", "predicted"]),
        ("disagreements", ["class", "taken_for"]),
        ("label_errors", ["given", "suggested"]),
        ("nearest_neighbours", ["label", "label_of_neighbour"]),
        ("picture_accuracies", ["name"]),
        ("picture_confusions", ["kind", "class"]),
    ],
)
def test_class_names_that_look_like_something_else_stay_text(tmp_path, table, columns):
    catalog = make_catalog(tmp_path, Pipeline([]))
    names = ["1", "NA", "null"]
    catalog.save(table, pd.DataFrame(dict.fromkeys(columns, names)))
    loaded = catalog.load(table)
    assert [loaded[column].tolist() for column in columns] == [names] * len(columns)

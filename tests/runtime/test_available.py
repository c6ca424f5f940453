"""What a run does where models have not been run: by the project's own pipelines and catalog."""

import re

import pytest
from kedro.io import DatasetError
from kedro.pipeline import Pipeline
from wiring import make_catalog, touch

from fashion_mnist.parameters import model_names
from fashion_mnist.pipeline_registry import register_pipelines
from fashion_mnist.pipelines import PIPELINES
from fashion_mnist.runtime.configuration import START
from fashion_mnist.runtime.input_check import check_inputs
from kedro_incremental import plan
from kedro_incremental.datasets import is_parameter

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


@pytest.fixture(scope="module")
def pipelines(configured):
    return register_pipelines()


@pytest.fixture
def made(pipelines):
    """What pipelines read and make, of one model if it is named."""

    def made(*names, model=None):
        datasets = {name for each in names for name in pipelines[each].datasets()}
        return {name for name in datasets if model in (None, name.partition(".")[0])}

    return made


@pytest.fixture
def plan_of(pipelines, tmp_path):
    """The plan of a run of pipelines where some datasets are there."""

    def plan_of(*names, there=()):
        pipeline = sum((pipelines[name] for name in names), Pipeline([]))
        catalog = make_catalog(tmp_path, pipeline)
        touch(catalog, there)
        return plan(pipeline, catalog)

    return plan_of


def names_of(found):
    return {node.name for node in found.pipeline.nodes}


def test_reports_are_of_the_models_that_have_been_run(plan_of, made):
    there = made("data_engineering") | made("classical_ml", model="svm")
    found = plan_of("reporting", there=there)
    assert found.missing == frozenset()
    assert {"svm.evaluate", "svm.write_model_card", "reporting.write_report"} <= names_of(found)
    others = {*model_names.NAMES} - {"svm"}
    assert not {node.namespace for node in found.pipeline.nodes} & others
    (compare,) = found.pipeline.only_nodes("reporting.compare_models").nodes
    assert {name for name in compare.inputs if not is_parameter(name)} == {"svm.summary"}
    assert {"cnn.summary", "accuracy_intervals", "seeds", "search_figure"} <= found.absent


def test_a_network_without_history_is_compared(plan_of, made):
    there = made("data_engineering", "deep_learning") - {"cnn.history"}
    found = plan_of("reporting", there=there)
    assert {"cnn.draw_learning", "cnn.summarise_learning"} <= {*found.left_out}
    assert {"cnn.describe", "resnet.draw_learning", "reporting.compare_models"} <= names_of(found)
    (describe,) = found.pipeline.only_nodes("cnn.describe").nodes
    assert {"cnn.learning", "cnn.learning_curves"} <= found.absent - {*describe.inputs}


def test_nothing_is_left_out_where_nothing_is_missing(plan_of, pipelines, made):
    stages = ("ensemble", "evaluation", "reporting")
    there = made("data_engineering", "classical_ml", "deep_learning", "robust")
    on_request = {result for info in PIPELINES.values() for result in info.results}
    found = plan_of(*stages, there=there | on_request)
    whole = sum((pipelines[name] for name in stages), Pipeline([]))
    assert (found.left_out, found.absent, found.missing) == ([], frozenset(), frozenset())
    assert {*found.pipeline.nodes} == {*whole.nodes}


def test_the_ensemble_is_of_the_models_that_have_been_run(plan_of, made):
    there = made("data_engineering") | made("classical_ml", model="svm")
    found = plan_of("ensemble", "evaluation", there=there)
    assert "ensemble.combine_predictions" in names_of(found)
    assert found.left_out == []
    assert {"cnn.predictions", "cnn.validation_predictions"} <= found.absent


def test_a_node_without_any_of_its_models_is_left_out(plan_of, made):
    there = made("data_engineering") | {"svm.predictions"}  # and none of the validation images
    found = plan_of("evaluation", there=there)
    assert "evaluation.fit_temperatures" in found.left_out
    assert "evaluation.tabulate_intervals" in names_of(found)


def test_a_network_starts_from_nothing(plan_of, made):
    found = plan_of("deep_learning", there=made("data_engineering"))
    assert (found.left_out, found.missing) == ([], frozenset())
    assert found.absent == {f"{model}.start" for model in model_names.NETWORKS}


@pytest.mark.bad_input
def test_a_network_to_start_from_that_is_not_there_is_missed(pipelines, made, tmp_path):
    pipeline = pipelines["deep_learning"]
    entry = START | {"filepath": str(tmp_path / "none.keras")}
    catalog = make_catalog(tmp_path, pipeline, **{"cnn.start": entry})
    touch(catalog, made("data_engineering"))
    assert plan(pipeline, catalog).missing == {"cnn.start"}


def test_the_robust_network_needs_no_photographs(plan_of, made):
    found = plan_of("robust", there=made("data_engineering", "deep_learning"))
    assert found.missing == frozenset()
    assert found.left_out == ["robust.answer_photographs"]
    assert {f"photographs.{name}" for name in ("table", "squares", "labels")} <= found.absent


def test_the_report_takes_results_on_request_of_this_run_and_of_earlier_ones(plan_of, made):
    there = made("data_engineering", "deep_learning") | {"label_errors"}
    found = plan_of("explanation", "reporting", there=there)
    assert found.missing == frozenset()
    (report,) = found.pipeline.only_nodes("reporting.write_report").nodes
    assert {"label_errors", *PIPELINES["explanation"].results} <= {*report.inputs}
    assert {"seeds", "search_trials"} <= found.absent


@pytest.mark.bad_input
@pytest.mark.parametrize("name", ["reporting", "evaluation", "ensemble", "export"])
def test_without_any_model_all_stays_and_the_inputs_are_missed(plan_of, pipelines, made, name):
    found = plan_of(name, there=made("data_engineering"))
    assert {*found.pipeline.nodes} == {*pipelines[name].nodes}
    assert found.left_out == []
    needed = {each for each in pipelines[name].inputs() if each.startswith("cnn.")}
    assert needed
    assert needed <= found.missing


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("name", "advised"),
    [
        ("reporting", "classical_ml,data_engineering,deep_learning,ensemble,evaluation"),
        ("classical_ml", "data_engineering"),
        ("export", "classical_ml,data_engineering,deep_learning"),
    ],
)
def test_the_pipelines_to_run_first_are_named(plan_of, name, advised):
    found = plan_of(name)
    with pytest.raises(DatasetError) as error:
        check_inputs(found.pipeline, found.catalog)
    assert str(error.value).endswith(f"Run these first: kedro run --pipelines={advised}")


@pytest.mark.bad_input
def test_a_fit_needs_its_data(plan_of, pipelines):
    found = plan_of("classical_ml")
    assert found.pipeline.nodes == pipelines["classical_ml"].nodes
    assert {"train.flat", "train.labels"} <= found.missing


@pytest.mark.parametrize("name", ["explanation", "robustness", "export"])
def test_the_models_that_have_been_run_are_measured(pipelines, tmp_path, made, name):
    catalog = make_catalog(tmp_path, pipelines[name])
    touch(catalog, made("data_engineering") | made("deep_learning", model="cnn"))
    check_inputs(pipelines[name], catalog)


def test_a_model_that_has_not_predicted_yet_is_left_out_of_the_report(pipelines, tmp_path, made):
    catalog = make_catalog(tmp_path, pipelines["reporting"])
    fitted = {"cnn.network@fitted", "cnn.history", "cnn.layers", "cnn.provenance"}
    touch(catalog, made("data_engineering") | made("classical_ml", model="svm") | fitted)
    check_inputs(pipelines["reporting"], catalog)


@pytest.mark.bad_input
def test_no_network_is_trained_again_in_vain(pipelines, tmp_path, made):
    catalog = make_catalog(tmp_path, pipelines["seeds"])
    touch(catalog, made("data_engineering") | made("deep_learning", model="cnn"))
    with pytest.raises(DatasetError, match=r"compact\.predictions, resnet\.predictions"):
        check_inputs(pipelines["seeds"], catalog)


@pytest.mark.bad_input
def test_no_network_for_the_package_is_trained_without_photographs(pipelines, tmp_path, made):
    both = pipelines["robust"] + pipelines["release"]
    catalog = make_catalog(tmp_path, both)
    touch(catalog, made("data_engineering"))
    absent = ", ".join(f"photographs.{name}" for name in ("crops", "labels", "squares", "table"))
    with pytest.raises(DatasetError, match=re.escape(f"photographs: {absent}\n")):
        check_inputs(both, catalog)


@pytest.mark.bad_input
@pytest.mark.parametrize("name", ["ablation", "data_quality", "robustness", "seeds"])
def test_what_is_measured_of_models_needs_one(pipelines, tmp_path, made, name):
    catalog = make_catalog(tmp_path, pipelines[name])
    touch(catalog, made("data_engineering"))
    with pytest.raises(DatasetError, match="Inputs of this run have not been made yet"):
        check_inputs(pipelines[name], catalog)

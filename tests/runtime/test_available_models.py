import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node

from fashion_mnist.runtime.available_models import select_available

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


def compare(**scores):
    return sorted(scores)


def score(predictions):
    return predictions


@pytest.fixture
def reporting():
    """`svm` and `cnn` are each scored, and `cnn` also drawn; then they are compared."""
    return Pipeline(
        [
            node(score, "svm.predictions", "svm.metrics", name="score", namespace="svm"),
            node(score, "cnn.predictions", "cnn.metrics", name="score", namespace="cnn"),
            node(score, "cnn.history", "cnn.curves", name="draw", namespace="cnn"),
            node(
                compare,
                {"svm": "svm.metrics", "cnn": "cnn.metrics", "curves": "cnn.curves"},
                "comparison",
                name="compare",
            ),
        ],
        tags="reporting",
    )


def catalog_with(*names):
    datasets = ("svm.predictions", "cnn.predictions", "cnn.history", "title", "tests")
    return DataCatalog({name: MemoryDataset(*([1] if name in names else [])) for name in datasets})


def nodes_of(pipeline):
    return {node.name: node.inputs for node in pipeline.nodes}


def test_a_model_that_was_not_run_is_left_out(reporting):
    selected = select_available(reporting, catalog_with("svm.predictions"))
    assert nodes_of(selected) == {"svm.score": ["svm.predictions"], "compare": ["svm.metrics"]}
    assert selected.nodes[-1].run({"svm.metrics": 1}) == {"comparison": ["svm"]}


def test_a_model_without_history_is_compared(reporting):
    selected = select_available(reporting, catalog_with("svm.predictions", "cnn.predictions"))
    assert set(nodes_of(selected)) == {"svm.score", "cnn.score", "compare"}
    assert set(nodes_of(selected)["compare"]) == {"svm.metrics", "cnn.metrics"}


def test_nothing_is_left_out_where_nothing_is_missing(reporting):
    catalog = catalog_with("svm.predictions", "cnn.predictions", "cnn.history")
    assert nodes_of(select_available(reporting, catalog)) == nodes_of(reporting)


def test_a_node_without_any_of_its_models_is_left_out(reporting):
    def weigh(**tables):
        return tables

    nodes = [node(weigh, {"svm": "svm.scores", "cnn": "cnn.scores"}, "weights", name="weigh")]
    catalog = catalog_with("svm.predictions")
    selected = select_available(reporting + Pipeline(nodes, tags="ensemble"), catalog)
    assert set(nodes_of(selected)) == {"svm.score", "compare"}


def test_what_no_model_made_may_be_missing_too(reporting):
    def write(title, **tables):
        return title, tables

    inputs = {"title": "title", "tests": "tests", "svm": "svm.metrics"}
    nodes = [node(write, inputs, "report", name="write")]
    selected = select_available(
        reporting + Pipeline(nodes, tags="reporting"), catalog_with("svm.predictions", "title")
    )
    assert nodes_of(selected)["write"] == ["title", "svm.metrics"]


def test_without_any_model_all_stays_and_the_inputs_are_missed(reporting):
    assert select_available(reporting, catalog_with()) is reporting


def test_what_is_not_reporting_needs_all_of_its_inputs():
    fit = Pipeline([node(score, "svm.predictions", "svm.cost", name="fit", namespace="svm")])
    assert select_available(fit, catalog_with()) is not None
    assert nodes_of(select_available(fit, catalog_with())) == nodes_of(fit)


def test_a_node_that_would_be_left_without_input_is_left_out():
    pipeline = Pipeline(
        [
            node(score, "svm.predictions", "svm.metrics", name="score", namespace="svm"),
            node(compare, {"cnn": "cnn.history"}, "curves", name="curves"),
            node(compare, {"svm": "svm.metrics", "curves": "curves"}, "report", name="report"),
        ],
        tags="reporting",
    )
    selected = select_available(pipeline, catalog_with("svm.predictions"))
    assert nodes_of(selected) == {"svm.score": ["svm.predictions"], "report": ["svm.metrics"]}

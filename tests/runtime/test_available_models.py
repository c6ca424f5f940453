import pytest
from kedro.io import MemoryDataset
from kedro.pipeline import Pipeline, node

from fashion_mnist.pipelines.templates import node_of_available
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.available_models import select_available
from fashion_mnist.runtime.runner import ChangedRunner

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


def compare(**scores):
    return sorted(scores)


def score(predictions):
    return predictions


def nodes_of(selection):
    return {node.name: node.inputs for node in selection.pipeline.nodes}


def absent_of(selection):
    return set(selection.absent)


@pytest.fixture
def reporting():
    """`svm` and `cnn` are each scored, and `cnn` also drawn; then they are compared."""
    return Pipeline(
        [
            node(score, "svm.predictions", "svm.metrics", name="score", namespace="svm"),
            node(score, "cnn.predictions", "cnn.metrics", name="score", namespace="cnn"),
            node(score, "cnn.history", "cnn.curves", name="draw", namespace="cnn"),
            node_of_available(
                compare,
                {},
                {"svm": "svm.metrics", "cnn": "cnn.metrics", "curves": "cnn.curves"},
                "comparison",
                name="compare",
            ),
        ],
        tags="reporting",
    )


def catalog_with(*names):
    datasets = ("svm.predictions", "cnn.predictions", "cnn.history", "title", "tests")
    datasets += ("svm.metrics", "cnn.metrics", "cnn.curves")
    return AtomicCatalog(
        {name: MemoryDataset(*([1] if name in names else [])) for name in datasets}
    )


def test_a_model_that_was_not_run_is_left_out(reporting):
    catalog = catalog_with("svm.predictions")
    selection = select_available(reporting, catalog)
    assert set(nodes_of(selection)) == {"svm.score", "compare"}
    assert absent_of(selection) == {"cnn.metrics", "cnn.curves"}
    assert selection.inputs() == {"svm.predictions"}
    (comparison,) = ChangedRunner().run(reporting, catalog).values()
    assert comparison.load() == ["svm"]


def test_a_model_without_history_is_compared(reporting):
    selection = select_available(reporting, catalog_with("svm.predictions", "cnn.predictions"))
    assert set(nodes_of(selection)) == {"svm.score", "cnn.score", "compare"}
    assert absent_of(selection) == {"cnn.curves"}


def test_nothing_is_left_out_where_nothing_is_missing(reporting):
    catalog = catalog_with("svm.predictions", "cnn.predictions", "cnn.history")
    selection = select_available(reporting, catalog)
    assert set(selection.pipeline.nodes) == set(reporting.nodes)
    assert absent_of(selection) == set()


def test_a_node_without_any_of_its_models_is_left_out(reporting):
    scores = {"svm": "svm.scores", "cnn": "cnn.scores"}
    weigh = node_of_available(compare, {}, scores, "weights", name="weigh")
    pipeline = reporting + Pipeline([weigh], tags="ensemble")
    selection = select_available(pipeline, catalog_with("svm.predictions"))
    assert set(nodes_of(selection)) == {"svm.score", "compare"}


def test_what_is_in_no_file_may_be_there():
    start = {"cnn.start": {"type": "fashion_mnist.datasets.StartingNetworkDataset"}}
    fit = node(score, "cnn.start", "cnn.network", name="fit")
    pipeline = Pipeline([fit], tags="robust")
    selection = select_available(pipeline, AtomicCatalog.from_config(start))
    assert (set(nodes_of(selection)), absent_of(selection)) == ({"fit"}, set())
    nowhere = {"cnn.start": start["cnn.start"] | {"filepath": "no/network.keras"}}
    other = node(score, "svm.predictions", "svm.metrics", name="score")
    selection = select_available(
        Pipeline([fit, other], tags="robust"),
        AtomicCatalog.from_config(nowhere | {"svm.predictions": start["cnn.start"]}),
    )
    assert set(nodes_of(selection)) == {"score"}


def test_a_node_that_needs_none_of_them_is_run_without(reporting):
    fit = node_of_available(
        compare, {}, {"crops": "photographs.crops"}, "robust.network", name="fit", needs_any=False
    )
    pipeline = reporting + Pipeline([fit], tags="robust")
    selection = select_available(pipeline, catalog_with("svm.predictions"))
    assert set(nodes_of(selection)) == {"svm.score", "compare", "fit"}
    assert "photographs.crops" in absent_of(selection)


def test_what_no_model_made_may_be_missing_too(reporting):
    def write(title, **tables):
        return title, sorted(tables)

    optional = {"tests": "tests", "svm": "svm.metrics"}
    report = node_of_available(write, {"title": "title"}, optional, "report", name="write")
    catalog = catalog_with("svm.predictions", "title")
    pipeline = reporting + Pipeline([report], tags="reporting")
    assert "tests" in absent_of(select_available(pipeline, catalog))
    assert ChangedRunner().run(pipeline, catalog)["report"].load() == (1, ["svm"])


def test_what_takes_nothing_of_models_may_lack_what_it_can_do_without():
    gather = node_of_available(compare, {}, {"a": "title", "b": "tests"}, "all", name="gather")
    catalog = catalog_with("title")
    assert absent_of(select_available(Pipeline([gather], tags="reporting"), catalog)) == {"tests"}


def test_without_any_model_all_stays_and_the_inputs_are_missed(reporting):
    selection = select_available(reporting, catalog_with())
    assert selection.pipeline is reporting
    assert selection.inputs() == {"svm.predictions", "cnn.predictions", "cnn.history"}


def test_what_is_not_reporting_needs_all_of_its_inputs():
    fit = Pipeline([node(score, "svm.predictions", "svm.cost", name="fit", namespace="svm")])
    selection = select_available(fit, catalog_with())
    assert nodes_of(selection) == {"svm.fit": ["svm.predictions"]}
    assert selection.inputs() == {"svm.predictions"}


def test_a_node_that_would_be_left_without_input_is_left_out():
    curves = node_of_available(compare, {}, {"cnn": "cnn.history"}, "curves", name="curves")
    metrics = {"svm": "svm.metrics", "curves": "curves"}
    pipeline = Pipeline(
        [
            node(score, "svm.predictions", "svm.metrics", name="score", namespace="svm"),
            curves,
            node_of_available(compare, {}, metrics, "report", name="report"),
        ],
        tags="reporting",
    )
    selection = select_available(pipeline, catalog_with("svm.predictions"))
    assert set(nodes_of(selection)) == {"svm.score", "report"}
    assert absent_of(selection) == {"curves"}

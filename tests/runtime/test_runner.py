import pytest
from kedro.pipeline import Pipeline, node
from kedro_datasets.json import JSONDataset

from fashion_mnist.pipelines.templates import node_of_available
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.runner import ChangedRunner


def keep(**found):
    return found


def double(predictions):
    return 2 * predictions


@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_what_has_been_made_is_kept_where_only_missing_outputs_are_asked_for(tmp_path):
    names = ("svm.predictions", "svm.metrics", "cnn.predictions", "report")
    catalog = AtomicCatalog({name: JSONDataset(filepath=str(tmp_path / name)) for name in names})
    catalog.save("svm.predictions", 2)
    catalog.save("svm.metrics", 7)  # and not 4
    optional = {"svm": "svm.metrics", "cnn": "cnn.predictions"}
    pipeline = Pipeline(
        [
            node(double, "svm.predictions", "svm.metrics", name="double"),
            node_of_available(keep, {}, optional, "report", name="keep"),
        ],
        tags="reporting",
    )
    ChangedRunner().run(pipeline, catalog, only_missing_outputs=True)
    assert catalog.load("report") == {"svm": 7}


def test_a_runner_knows_that_it_has_started():
    runner = ChangedRunner()
    assert not runner.has_started
    runner.run(Pipeline([]), AtomicCatalog())
    assert runner.has_started

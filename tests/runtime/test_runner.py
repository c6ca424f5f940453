import pytest
from kedro.framework import project
from kedro.pipeline import Pipeline, node
from kedro_datasets.json import JSONDataset

from fashion_mnist.parameters.errors import InputError
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


@pytest.mark.parametrize("name", ["requested_results", "seeds", "metrics"])
def test_only_what_was_made_on_request_may_be_older_than_what_it_was_made_of(
    tmp_path, caplog, monkeypatch, name
):
    monkeypatch.setattr(project, "PACKAGE_NAME", "fashion_mnist")
    entries = {
        each: {"type": "json.JSONDataset", "filepath": f"{tmp_path}/{each}.json"}
        for each in ("predictions", name, "report")
    }
    records = {"type": "fashion_mnist.datasets.RecordsDataset", "path": f"{tmp_path}/.records"}
    catalog = AtomicCatalog.from_config(entries | {"node_records": records})
    catalog.save("predictions", 2)
    make = node(double, "predictions", name, name="make")
    report = node(double, name, "report", name="report")
    ChangedRunner().run(Pipeline([make, report]), catalog)
    catalog.save("predictions", 3)
    (tmp_path / "report.json").unlink()
    problem = "make was run with another predictions than there is now"
    if name != "metrics":
        ChangedRunner().run(Pipeline([report]), catalog)
        assert f"Made of something else than there is now: {name} ({problem})" in caplog.text
        assert catalog.load("report") == 8
    else:
        with pytest.raises(InputError, match=problem):
            ChangedRunner().run(Pipeline([report]), catalog)

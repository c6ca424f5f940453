import signal
import sys
from types import SimpleNamespace

import pytest
from kedro.config import MissingConfigException
from kedro.io import DataCatalog
from projects import run_code

from fashion_mnist.parameters import errors
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime import tracking
from fashion_mnist.runtime.tracking import EXPERIMENT, Tracking, open_store

OUTPUTS = {"svm.metrics", "knn.metrics", "report", "svm.model@fitted", "other"}
PIPELINE = SimpleNamespace(all_outputs=lambda: OUTPUTS)


class Config(dict):
    def __missing__(self, key):
        raise MissingConfigException(key)


def make_catalog(folder):
    """A catalog with some outputs of a run; those of `knn` are missing."""

    def entry(kind, name):
        return {"type": kind, "filepath": f"{folder}/{name}"}

    catalog = DataCatalog.from_config(
        {
            "svm.metrics": entry("json.JSONDataset", "svm.json"),
            "knn.metrics": entry("json.JSONDataset", "knn.json"),
            "report": entry("text.TextDataset", "report.html"),
            "svm.model@fitted": entry("text.TextDataset", "model.pickle"),
            "other": entry("text.TextDataset", "other.txt"),
        }
    )
    catalog.save("svm.metrics", {"accuracy": 0.9, "best": "coat"})
    catalog.save("report", "a report")
    catalog.save("svm.model@fitted", "a model")
    catalog.save("other", "else")
    return catalog


@pytest.fixture
def catalog(tmp_path):
    return make_catalog(tmp_path)


def run(catalog, folder, config):
    hook = Tracking()
    hook.after_context_created(SimpleNamespace(project_path=folder, config_loader=config))
    hook.before_pipeline_run()
    hook.after_pipeline_run({"pipeline_names": ["reporting"]}, PIPELINE, catalog)


def test_elsewhere_nothing_is_logged(catalog, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)  # no import
    run(catalog, tmp_path, Config(parameters={}))
    assert not (tmp_path / "store").exists()


def test_in_the_base_environment_nothing_is_logged(catalog, tmp_path):
    config = Config(mlflow={}, parameters={})  # Kedro finds no file there, and doesn't say so
    run(catalog, tmp_path, config)
    assert not (tmp_path / "store").exists()


def test_without_mlflow_a_run_ends_before_it_begins(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr(errors, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install -e '\.\[mlflow\]'"):
        run(catalog, tmp_path, Config(mlflow={"folder": "store"}))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # MLflow's use of SQLAlchemy
def test_a_run_is_logged_with_its_parameters_metrics_and_files(catalog, tmp_path, monkeypatch):
    many = {f"p{number}": number for number in range(250)}
    parameters = {"seed": 7, "cnn": {"training": many, "layers": ["a", "b"]}}
    for since in (1000.7, 2000.0):
        monkeypatch.setattr(tracking.time, "time", lambda since=since: since)
        run(catalog, tmp_path, Config(mlflow={"folder": "store"}, parameters=parameters))
    client = open_store(tmp_path / "store")
    experiment = client.get_experiment_by_name(EXPERIMENT)
    last, first = client.search_runs([experiment.experiment_id])
    assert (first.info.start_time, last.info.start_time) == (1_000_000, 2_000_000)
    assert last.info.status == "FINISHED"
    assert last.info.run_name == "reporting"
    assert last.data.params["seed"] == "7"
    assert last.data.params["cnn.training.p7"] == "7"
    assert last.data.params["cnn.layers"] == "['a', 'b']"
    assert len(last.data.params) == 252
    assert last.data.metrics == {"svm.accuracy": 0.9}
    kept = client.list_artifacts(last.info.run_id, "svm/model")
    assert [file.path for file in kept] == ["svm/model/model.pickle"]
    assert len(list((tmp_path / "store/artifacts").rglob("report.html"))) == 2
    assert not list((tmp_path / "store/artifacts").rglob("other.txt"))


# Logs a run, and is killed before the first SQL statement with a text.
LOG = """
import os, signal, sys
from pathlib import Path
import sqlalchemy
from runtime.test_tracking import Config, make_catalog, run

folder, text = Path.cwd(), sys.argv[1]

@sqlalchemy.event.listens_for(sqlalchemy.Engine, "before_cursor_execute")
def die(connection, cursor, statement, *_):
    if text and text in statement:
        os.kill(os.getpid(), signal.SIGKILL)

config = Config(mlflow={"folder": "store"}, parameters={"seed": 7})
run(make_catalog(folder), folder, config)
"""


@pytest.mark.slow
@pytest.mark.fault
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # MLflow's use of SQLAlchemy
@pytest.mark.parametrize(
    ("statement", "is_begun"),
    [
        ("CREATE TABLE _alembic_tmp_secrets", False),  # in a migration that cannot be repeated
        ("INSERT INTO runs", False),
        ("UPDATE runs", True),  # with all that is logged, but for its end
    ],
)
def test_after_a_kill_the_store_is_whole_and_takes_the_next_run(tmp_path, statement, is_begun):
    run_code(LOG, tmp_path, statement, code=-signal.SIGKILL)
    run_code(LOG, tmp_path, "")
    client = open_store(tmp_path / "store")
    experiment = client.get_experiment_by_name(EXPERIMENT).experiment_id
    last, *killed = client.search_runs([experiment], order_by=["attributes.end_time DESC"])
    assert last.info.status == "FINISHED"
    assert last.data.params == {"seed": "7"}
    assert last.data.metrics == {"svm.accuracy": 0.9}
    assert len(client.list_artifacts(last.info.run_id)) == 2
    assert [run.info.status for run in killed] == ["KILLED"] * is_begun

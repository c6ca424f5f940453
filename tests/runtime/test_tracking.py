import sys
from types import SimpleNamespace

import pytest
from kedro.config import MissingConfigException
from kedro.io import DataCatalog

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime import mlflow_store, tracking
from fashion_mnist.runtime.tracking import Tracking

OUTPUTS = {"svm.metrics", "knn.metrics", "report", "other"}
PIPELINE = SimpleNamespace(all_outputs=lambda: OUTPUTS)


class Config(dict):
    def __missing__(self, key):
        raise MissingConfigException(key)


@pytest.fixture
def catalog(tmp_path):
    def entry(kind, name):
        return {"type": kind, "filepath": f"{tmp_path}/{name}"}

    catalog = DataCatalog.from_config(
        {
            "svm.metrics": entry("json.JSONDataset", "svm.json"),
            "knn.metrics": entry("json.JSONDataset", "knn.json"),
            "report": entry("text.TextDataset", "report.html"),
            "other": entry("text.TextDataset", "other.txt"),
        }
    )
    catalog.save("svm.metrics", {"accuracy": 0.9})
    catalog.save("report", "a report")
    catalog.save("other", "else")
    return catalog


def run(catalog, tmp_path, config):
    hook = Tracking()
    hook.after_context_created(SimpleNamespace(project_path=tmp_path, config_loader=config))
    hook.before_pipeline_run()
    hook.after_pipeline_run({"pipeline_names": ["reporting"]}, PIPELINE, catalog)


def test_what_the_run_gave_is_kept(catalog, tmp_path, monkeypatch):
    kept = []
    monkeypatch.setattr(
        mlflow_store, "keep_run", lambda *given, **named: kept.append((given, named))
    )
    run(catalog, tmp_path, Config(mlflow={"folder": "store"}, parameters={"seed": 1}))
    (((folder,), named),) = kept
    assert folder == tmp_path / "store"
    assert named.pop("since") > 0
    assert named == {
        "name": "reporting",
        "parameters": {"seed": 1},
        "metrics": {"svm.metrics": {"accuracy": 0.9}},
        "files": {"report": tmp_path / "report.html"},
    }


def test_elsewhere_nothing_is_kept(catalog, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fashion_mnist.runtime.mlflow_store", None)  # no import
    run(catalog, tmp_path, Config(parameters={}))
    assert not (tmp_path / "store").exists()


def test_in_the_base_environment_nothing_is_kept(catalog, tmp_path):
    config = Config(mlflow={}, parameters={})  # Kedro finds no file there, and doesn't say so
    run(catalog, tmp_path, config)
    assert not (tmp_path / "store").exists()


def test_without_mlflow_a_run_ends_before_it_begins(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr(tracking, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install -e '\.\[mlflow\]'"):
        run(catalog, tmp_path, Config(mlflow={"folder": "store"}))

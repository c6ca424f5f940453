"""A run of the whole project on the example images, in a copy, with little training."""

import shutil
from pathlib import Path

import pytest
from kedro.framework.project import pipelines
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project
from kedro_incremental import IncrementalSession, plan

from {{ cookiecutter.python_package }}.parameters import MODELS

PROJECT = Path(__file__).parents[1]
SHORT = {"cnn": {"epochs": 2}, "random_forest": {"options": {"n_estimators": 5}}}
RESULTS = ("07_model_output/**/*.*", "08_reporting/**/*.*")


def create_session(folder) -> KedroSession:
    return IncrementalSession.create(folder, runtime_params=SHORT)


def run(folder):
    """Run all pipelines in a copy of the project; return the content of each file of results."""
    for name in ("conf", "src"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "pyproject.toml", folder)
    bootstrap_project(folder)
    with create_session(folder) as session:
        session.run()
    data = folder / "data"
    files = (path for pattern in RESULTS for path in data.glob(pattern))
    return {str(path.relative_to(data)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return run(tmp_path_factory.mktemp("first") / "project")


def test_a_run_writes_predictions_of_all_models_and_the_report(results):
    names = {f"07_model_output/{model}/predictions.parquet" for model in MODELS}
    assert names <= results.keys()
    page = results["08_reporting/report.html"].decode()
    assert "test images correctly</h1>" in page


def test_a_second_run_has_nothing_to_do_and_another_gives_the_same_bytes(results, tmp_path):
    assert run(tmp_path / "project") == results
    with create_session(tmp_path / "project") as session:
        catalog = session.load_context().catalog
        assert not any(plan(pipelines["__default__"], catalog).reasons.values())

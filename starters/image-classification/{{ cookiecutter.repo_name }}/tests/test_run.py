"""Runs of the whole project on the example images, in copies, with little training."""

import shutil
from pathlib import Path

from kedro.framework.project import pipelines
from kedro.framework.startup import bootstrap_project
from kedro_incremental import IncrementalSession, plan

from {{ cookiecutter.python_package }}.parameters import MODELS

PROJECT = Path(__file__).parents[1]
SHORT = {"cnn": {"epochs": 2}, "random_forest": {"options": {"n_estimators": 5}}}


def run(folder):
    """Run a copy of the project; return the content of each file of results."""
    for name in ("conf", "src"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "pyproject.toml", folder)
    bootstrap_project(folder)
    with IncrementalSession.create(folder, runtime_params=SHORT) as session:
        session.run()
    parts = [folder / "data/07_model_output", folder / "data/08_reporting"]
    files = [path for part in parts for path in part.rglob("*.*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_run_writes_predictions_and_report_and_another_the_same_bytes(tmp_path):
    first, second = run(tmp_path / "first"), run(tmp_path / "second")
    assert first == second
    assert {f"data/07_model_output/{m}/predictions.parquet" for m in MODELS} <= first.keys()
    assert b"test images correctly</h1>" in first["data/08_reporting/report.html"]
    with IncrementalSession.create(tmp_path / "second", runtime_params=SHORT) as session:
        catalog = session.load_context().catalog
        assert not any(plan(pipelines["__default__"], catalog).reasons.values())

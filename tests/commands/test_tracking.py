"""A whole run that is kept, and one that is not."""

import shutil
import sys

import pytest
from projects import KEDRO, run, run_code

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(smoke_project, tmp_path_factory):
    """A copy of the smoke run, whose environment keeps its runs."""
    folder = shutil.copytree(smoke_project, tmp_path_factory.mktemp("tracked") / "project")
    shutil.copy(folder / "conf/mlflow/mlflow.yml", folder / "conf/smoke/mlflow.yml")
    run([KEDRO, "run", "--env=smoke"], folder)
    return folder


def test_parameters_metrics_report_and_models_are_kept(project):
    ask = (
        "from mlflow import MlflowClient\n"
        "client = MlflowClient('sqlite:///data/mlflow/mlflow.db')\n"
        "(run,) = client.search_runs(['1'])\n"
        "print(run.info.status, run.data.params['svm.calibration'], sorted(run.data.metrics))\n"
    )
    printed = run_code(ask, project, MLFLOW_DISABLE_TELEMETRY="true")
    assert "FINISHED temperature" in printed
    assert "'compact.accuracy'" in printed
    assert "'ensemble.accuracy_low'" in printed
    names = {path.name for path in (project / "data/mlflow/artifacts").rglob("*.*")}
    assert names == {"report.html", "network.keras", "model.pickle"}
    assert not (project / "mlruns").exists()


def test_a_run_of_another_environment_imports_nothing_of_it(smoke_project):
    code = (
        "import runpy, sys\n"
        "sys.argv = ['kedro', 'run', '--env=smoke', '--pipelines=data_engineering']\n"
        "try: runpy.run_module('kedro', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print('imported:', [name for name in sys.modules if name.startswith('mlflow')])"
    )
    printed = run([sys.executable, "-c", code], smoke_project)
    assert "imported: []" in printed
    assert not (smoke_project / "data/mlflow").exists()

"""A whole run that is kept, and one that is not."""

import shutil
import sys

import pytest
from projects import KEDRO, edit, run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(smoke_project, tmp_path_factory):
    """A copy of the smoke run, whose environment keeps its runs."""
    folder = shutil.copytree(smoke_project, tmp_path_factory.mktemp("tracked") / "project")
    shutil.copy(folder / "conf/mlflow/mlflow.yml", folder / "conf/smoke/mlflow.yml")
    run([KEDRO, "run", "--env=smoke"], folder)
    return folder


def list_runs(project):
    """The status of each run that is kept, the last one first, and the number of its files."""
    ask = (
        "from pathlib import Path\n"
        "from mlflow import MlflowClient\n"
        "client = MlflowClient('sqlite:///data/mlflow/mlflow.db')\n"
        "for run in client.search_runs(['1'], order_by=['attributes.end_time DESC']):\n"
        "    place = Path('data/mlflow/artifacts', run.info.run_id)\n"
        "    print(run.info.status, sum(path.is_file() for path in place.rglob('*')))\n"
    )
    printed = run([sys.executable, "-c", ask], project, MLFLOW_DISABLE_TELEMETRY="true")
    return [(status, int(n)) for status, n in map(str.split, printed.splitlines())]


def test_parameters_metrics_report_and_models_are_kept(project):
    ask = (
        "from mlflow import MlflowClient\n"
        "client = MlflowClient('sqlite:///data/mlflow/mlflow.db')\n"
        "(run,) = client.search_runs(['1'])\n"
        "print(run.info.status, run.data.params['svm.calibration'], sorted(run.data.metrics))\n"
    )
    printed = run([sys.executable, "-c", ask], project, MLFLOW_DISABLE_TELEMETRY="true")
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


@pytest.mark.fault
def test_a_run_that_is_killed_as_it_is_kept_is_kept_by_the_next_one(project, tmp_path):
    folder = shutil.copytree(project, tmp_path / "project")
    shutil.rmtree(folder / "data/mlflow")  # which keeps files where it was made
    ((_, n_files),) = list_runs(project)
    store = folder / "src/fashion_mnist/runtime/mlflow_store.py"
    whole, end = store.read_text(), "    client.set_terminated(identity)\n"
    edit(store, end, "    os.kill(os.getpid(), 9)\n")
    run([KEDRO, "run", "--env=smoke"], folder, code=-9)
    assert list_runs(folder) == [("RUNNING", n_files)]
    store.write_text(whole)
    run([KEDRO, "run", "--env=smoke"], folder)
    assert list_runs(folder) == [("FINISHED", n_files), ("KILLED", n_files)]

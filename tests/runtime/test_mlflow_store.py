import signal
import subprocess
import sys

import pytest

from fashion_mnist.runtime.mlflow_store import EXPERIMENT, MlflowClient, keep_run

# Keeps a run, and is killed before the first SQL statement with a text.
KEEP = """
import os, signal, sys
from pathlib import Path
import sqlalchemy
from fashion_mnist.runtime.mlflow_store import keep_run

folder, text = Path(sys.argv[1]), sys.argv[2]

@sqlalchemy.event.listens_for(sqlalchemy.Engine, "before_cursor_execute")
def die(connection, cursor, statement, *_):
    if text and text in statement:
        os.kill(os.getpid(), signal.SIGKILL)

keep_run(
    folder / "store",
    since=1000.0,
    name="reporting",
    parameters={"seed": 7},
    metrics={"svm.metrics": {"accuracy": 0.9}},
    files={"report": folder / "report.html", "svm.model@fitted": folder / "report.html"},
)
"""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # MLflow's use of SQLAlchemy
def test_a_run_is_kept_with_its_parameters_metrics_and_files(tmp_path):
    report = tmp_path / "report.html"
    report.write_text("a report")
    many = {f"p{number}": number for number in range(250)}
    for since in (1000.0, 2000.0):
        keep_run(
            tmp_path / "store",
            since=since,
            name="reporting",
            parameters={"seed": 7, "cnn": {"training": many, "layers": ["a", "b"]}},
            metrics={"svm.metrics": {"accuracy": 0.9, "best": "coat"}},
            files={"report": report, "svm.model@fitted": report},
        )
    client = MlflowClient(f"sqlite:///{tmp_path}/store/mlflow.db")
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
    assert [file.path for file in kept] == ["svm/model/report.html"]
    assert len(list((tmp_path / "store/artifacts").rglob("report.html"))) == 4


def keep(folder, killed_at=""):
    command = [sys.executable, "-c", KEEP, str(folder), killed_at]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.slow
@pytest.mark.fault
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # MLflow's use of SQLAlchemy
@pytest.mark.parametrize(
    ("statement", "is_begun"),
    [
        ("CREATE TABLE _alembic_tmp_secrets", False),  # in a migration that cannot be repeated
        ("INSERT INTO runs", False),
        ("UPDATE runs", True),  # with all that is kept, but for its end
    ],
)
def test_after_a_kill_the_store_is_whole_and_keeps_the_next_run(tmp_path, statement, is_begun):
    (tmp_path / "report.html").write_text("a report")
    assert keep(tmp_path, statement).returncode == -signal.SIGKILL
    again = keep(tmp_path)
    assert again.returncode == 0, again.stderr
    client = MlflowClient(f"sqlite:///{tmp_path}/store/mlflow.db")
    experiment = client.get_experiment_by_name(EXPERIMENT).experiment_id
    last, *killed = client.search_runs([experiment], order_by=["attributes.end_time DESC"])
    assert last.info.status == "FINISHED"
    assert last.data.params == {"seed": "7"}
    assert last.data.metrics == {"svm.accuracy": 0.9}
    assert len(client.list_artifacts(last.info.run_id)) == 2
    assert [run.info.status for run in killed] == ["KILLED"] * is_begun

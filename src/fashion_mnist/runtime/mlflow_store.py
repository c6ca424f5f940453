"""A local MLflow store: a database and a folder of files next to it."""

import os
import shutil
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

# MLflow reads these variables when it is imported.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
from mlflow import MlflowClient
from mlflow.entities import Metric, Param

EXPERIMENT = "fashion-mnist"
AT_ONCE = 100  # parameters that MLflow accepts in one call


def keep_run(
    folder: Path,
    *,
    since: float,
    name: str,
    parameters: Mapping[str, Any],
    metrics: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, Path],
) -> None:
    """Log a run that began at `since`, in seconds since 1970, to the store in a folder.

    The folder is created if needed. Each value of the nested parameters is logged under its path,
    such as `cnn.training.epochs`, and `accuracy` of the dataset `svm.metrics` as `svm.accuracy`.
    Runs that a killed process left incomplete are marked as killed.
    """
    client = _open_store(folder)
    found = client.get_experiment_by_name(EXPERIMENT)
    artifacts = (folder / "artifacts").as_uri()
    experiment = found.experiment_id if found else client.create_experiment(EXPERIMENT, artifacts)
    for half_added in client.search_runs([experiment], "attributes.status = 'RUNNING'"):
        client.set_terminated(half_added.info.run_id, "KILLED")
    time = 1000 * int(since)
    identity = client.create_run(experiment, time, run_name=name).info.run_id
    (flat,) = pd.json_normalize(dict(parameters), sep=".").to_dict("records")
    values = (Param(path, str(value)) for path, value in flat.items())
    while batch := list(islice(values, AT_ONCE)):
        client.log_batch(identity, params=batch)
    for dataset, numbers in metrics.items():
        model = dataset.removesuffix(".metrics")
        logged = [
            Metric(f"{model}.{key}", float(value), time, step=0)
            for key, value in numbers.items()
            if isinstance(value, int | float)
        ]
        client.log_batch(identity, metrics=logged)
    for dataset, path in files.items():
        client.log_artifact(identity, str(path), dataset.partition("@")[0].replace(".", "/"))
    client.set_terminated(identity)


def _open_store(folder: Path) -> MlflowClient:
    """Open the store; make a new one elsewhere, since MLflow cannot open an incomplete one."""
    folder.mkdir(parents=True, exist_ok=True)
    database, partial = folder / "mlflow.db", folder / "mlflow.db.partial"
    if not database.exists():
        with TemporaryDirectory(ignore_cleanup_errors=True) as elsewhere:  # still open on Windows
            made = Path(elsewhere, "mlflow.db")
            MlflowClient(f"sqlite:///{made.as_posix()}")
            shutil.copyfile(made, partial)
        partial.replace(database)
    return MlflowClient(f"sqlite:///{database.as_posix()}")

"""A local store of MLflow: a database, and a folder of files beside it."""

import os
import shutil
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# They are read when MLflow is imported.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
from mlflow import MlflowClient
from mlflow.entities import Metric, Param

EXPERIMENT = "fashion-mnist"
AT_ONCE = 100  # parameters that MLflow takes in one call


def keep_run(
    folder: Path,
    *,
    since: float,
    name: str,
    parameters: Mapping[str, Any],
    metrics: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, Path],
) -> None:
    """Add a run, which has ended, to the store in a folder.

    Runs whose process was killed while it added them are marked as killed.

    Args:
        folder: where the store is, or will be.
        since: when the run began, in seconds since 1970.
        name: of the run.
        parameters: nested blocks; each value is kept under its path, such as `cnn.training.epochs`.
        metrics: numbers by their name, by the name of their dataset: `svm.metrics` has `accuracy`,
            which is kept as `svm.accuracy`.
        files: by the name of their dataset.
    """
    client = _open_store(folder)
    experiment = _find_experiment(client, folder)
    for half_added in client.search_runs([experiment], "attributes.status = 'RUNNING'"):
        client.set_terminated(half_added.info.run_id, "KILLED")
    run = client.create_run(experiment, 1000 * int(since), run_name=name)
    identity = run.info.run_id
    values = (Param(path, str(value)) for path, value in flatten(parameters))
    while batch := list(islice(values, AT_ONCE)):
        client.log_batch(identity, params=batch)
    for dataset, numbers in metrics.items():
        client.log_batch(identity, metrics=_list_metrics(dataset, numbers, 1000 * int(since)))
    for dataset, path in files.items():
        client.log_artifact(identity, str(path), dataset.partition("@")[0].replace(".", "/"))
    client.set_terminated(identity)


def _open_store(folder: Path) -> MlflowClient:
    """Open the store; make a new one elsewhere first, since MLflow cannot open a half-made one."""
    folder.mkdir(parents=True, exist_ok=True)
    database, partial = folder / "mlflow.db", folder / "mlflow.db.partial"
    if not database.exists():
        with TemporaryDirectory(ignore_cleanup_errors=True) as elsewhere:  # open on Windows
            made = Path(elsewhere, "mlflow.db")
            MlflowClient(f"sqlite:///{made.as_posix()}")
            shutil.copyfile(made, partial)
        partial.replace(database)
    return MlflowClient(f"sqlite:///{database.as_posix()}")


def _find_experiment(client: MlflowClient, folder: Path) -> str:
    experiment = client.get_experiment_by_name(EXPERIMENT)
    if experiment is None:
        return str(client.create_experiment(EXPERIMENT, (folder / "artifacts").as_uri()))
    return str(experiment.experiment_id)


def flatten(blocks: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """The values in nested blocks, each with its path."""
    for key, value in blocks.items():
        path = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{path}.")
        else:
            yield path, value


def _list_metrics(dataset: str, numbers: Mapping[str, Any], time: int) -> list[Metric]:
    model = dataset.removesuffix(".metrics")
    return [
        Metric(f"{model}.{name}", float(value), time, step=0)
        for name, value in numbers.items()
        if isinstance(value, int | float)
    ]

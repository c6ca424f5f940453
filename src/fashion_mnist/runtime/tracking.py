"""Experiment tracking: runs are logged to MLflow if their environment configures it.

The store is a local folder with a database and files.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kedro.config import MissingConfigException
from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog
from kedro.pipeline import Pipeline

from fashion_mnist.parameters.errors import require
from kedro_incremental.datasets import entry_of, list_files

if TYPE_CHECKING:
    from mlflow import MlflowClient

EXPERIMENT = "fashion-mnist"
LOGGED = {"metrics", "report", "model@fitted", "network@fitted"}


class Tracking:
    """Logs each successful run to an MLflow store, if the environment has an `mlflow.yml`."""

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Read whether and where to log runs."""
        self._folder: Path | None = None
        try:
            settings = context.config_loader["mlflow"]
        except MissingConfigException:
            return
        if not settings:  # Kedro returns an empty value for the base environment
            return
        require(["mlflow"], "MLflow, which logs the runs of this environment", "mlflow")
        self._folder = Path(context.project_path, settings["folder"])
        self._parameters = context.config_loader["parameters"]

    @hook_impl
    def before_pipeline_run(self) -> None:
        """Note when the run starts."""
        self._start = 1000 * int(time.time())

    @hook_impl
    def after_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Log the run and its existing outputs; mark runs that a kill left unfinished as killed.

        Each value of the nested parameters is logged under its path, such as `cnn.training.epochs`,
        and `accuracy` of the dataset `svm.metrics` as `svm.accuracy`.
        """
        if self._folder is None:
            return
        import pandas as pd

        client = open_store(self._folder)
        from mlflow.entities import Metric, Param  # after the settings of `open_store`

        place = (self._folder / "artifacts").as_uri()
        found = client.get_experiment_by_name(EXPERIMENT)
        experiment = found.experiment_id if found else client.create_experiment(EXPERIMENT, place)
        for unfinished in client.search_runs([experiment], "attributes.status = 'RUNNING'"):
            client.set_terminated(unfinished.info.run_id, "KILLED")
        name = ",".join(run_params["pipeline_names"] or ["__default__"])
        run = client.create_run(experiment, self._start, run_name=name).info.run_id
        (flat,) = pd.json_normalize(self._parameters, sep=".").to_dict("records")
        client.log_batch(run, params=[Param(path, str(value)) for path, value in flat.items()])
        for dataset in sorted(pipeline.all_outputs()):
            kind = dataset.rpartition(".")[2]
            if kind not in LOGGED or not catalog.exists(dataset):
                continue
            if kind == "metrics":
                model = dataset.removesuffix(".metrics")
                logged = [
                    Metric(f"{model}.{key}", float(value), self._start, step=0)
                    for key, value in catalog.load(dataset).items()
                    if isinstance(value, int | float)
                ]
                client.log_batch(run, metrics=logged)
            else:
                path, *_ = list_files(catalog, dataset, entry_of(catalog, dataset) or {})
                client.log_artifact(run, str(path), dataset.partition("@")[0].replace(".", "/"))
        client.set_terminated(run)


def open_store(folder: Path) -> MlflowClient:
    """Open the store; make a new one elsewhere, since MLflow cannot open an incomplete one."""
    # MLflow reads these variables when it is imported.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
    from mlflow import MlflowClient

    folder.mkdir(parents=True, exist_ok=True)
    database, partial = folder / "mlflow.db", folder / "mlflow.db.partial"
    if not database.exists():
        with TemporaryDirectory(ignore_cleanup_errors=True) as elsewhere:  # still open on Windows
            made = Path(elsewhere, "mlflow.db")
            MlflowClient(f"sqlite:///{made.as_posix()}")
            shutil.copyfile(made, partial)
        partial.replace(database)
    return MlflowClient(f"sqlite:///{database.as_posix()}")

"""Experiment tracking: runs are logged to MLflow if their environment configures it."""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kedro.config import MissingConfigException
from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog
from kedro.pipeline import Pipeline

from fashion_mnist.parameters.errors import missing_extra
from kedro_incremental.datasets import entry_of, list_files

KEPT = {"metrics", "report", "model@fitted", "network@fitted"}


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
        if find_spec("mlflow") is None:
            raise missing_extra("MLflow, which logs the runs of this environment", "mlflow")
        self._folder = Path(context.project_path, settings["folder"])
        self._parameters = context.config_loader["parameters"]

    @hook_impl
    def before_pipeline_run(self) -> None:
        """Start the clock."""
        self._start = time.time()

    @hook_impl
    def after_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """Log the run and its existing outputs."""
        if self._folder is None:
            return
        from fashion_mnist.runtime.mlflow_store import keep_run  # imports MLflow

        outputs = sorted(name for name in pipeline.all_outputs() if _kind(name) in KEPT)
        made = [name for name in outputs if catalog.exists(name)]
        keep_run(
            self._folder,
            since=self._start,
            name=",".join(run_params["pipeline_names"] or ["__default__"]),
            parameters=self._parameters,
            metrics={name: catalog.load(name) for name in made if _kind(name) == "metrics"},
            files={
                name: list_files(catalog, name, entry_of(catalog, name) or {})[0]
                for name in made
                if _kind(name) != "metrics"
            },
        )


def _kind(name: str) -> str:
    """Return a dataset's name without its model's name."""
    return name.rpartition(".")[2]

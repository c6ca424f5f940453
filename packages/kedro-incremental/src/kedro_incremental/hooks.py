"""The Kedro hooks of the plugin."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.framework.project import settings
from kedro.io import DataCatalog
from kedro.pipeline import Node

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.datasets import Catalog
from kedro_incremental.errors import use_options
from kedro_incremental.records import ENTRY, FOLDER, RecordsDataset
from kedro_incremental.runner import is_running


class IncrementalHooks:
    """Sets the folder of records, and drops records of nodes that other runners run.

    It also adds the environment to messages, and keeps kedro-viz's statistics of earlier runs.
    """

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Add the environment and the configuration folder to the recommended commands."""
        conf = str(context.config_loader.conf_source)
        is_elsewhere = conf != str(context.project_path / settings.CONF_SOURCE)
        use_options(env=context.env, conf_source=conf if is_elsewhere else None)
        self._project = context.project_path

    @hook_impl
    def after_catalog_created(self, catalog: DataCatalog) -> None:
        """Keep the records in the project, not in the working directory, by default."""
        if ENTRY not in catalog:
            catalog[ENTRY] = RecordsDataset(path=str(self._project / FOLDER))

    @hook_impl
    def before_node_run(self, node: Node, catalog: Catalog) -> None:
        """Delete the record of a node that another runner is about to run."""
        if not is_running.get():
            ChangeDetector(catalog, [node]).forget([node])

    @hook_impl(trylast=True)
    def after_pipeline_run(self, run_params: dict[str, Any]) -> None:
        """Merge kedro-viz's numbers of rows and columns with those of earlier runs."""
        keep_viz_statistics(Path(run_params["project_path"]), run_params["env"])


def keep_viz_statistics(project: Path, env: str | None) -> None:
    """Merge kedro-viz's statistics, which are of the last run only, with earlier ones.

    Each environment has tables of its own, so their statistics are kept in a file of its own.
    """
    shown, kept = project / ".viz/stats.json", project / f".viz/stats/{env or 'default'}.json"
    if not shown.is_file():  # kedro-viz is not installed
        return
    merged: dict[str, Any] = {}
    for path in (kept, shown):
        with suppress(OSError, TypeError, ValueError):
            merged |= dict(json.loads(path.read_text(encoding="utf-8")))
    with suppress(OSError):  # a failure here must not fail the run
        for path in (kept, shown):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(merged), encoding="utf-8")


hooks = IncrementalHooks()

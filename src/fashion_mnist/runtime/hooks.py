"""The hooks of a run: what is set up, what is checked, and what becomes of its results."""

import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.framework.project import settings
from kedro.io import DataCatalog
from kedro.pipeline import Node, Pipeline

from fashion_mnist.parameters.errors import use_options
from fashion_mnist.parameters.processor import set_up_tensorflow
from fashion_mnist.report.render import seconds
from fashion_mnist.runtime.artifact_index import write_index
from fashion_mnist.runtime.input_check import check_inputs
from fashion_mnist.runtime.parameter_check import check_parameters_of
from fashion_mnist.runtime.printed_tables import print_tables
from fashion_mnist.runtime.stores import announce_run, use_credentials
from kedro_incremental import plan
from kedro_incremental.datasets import Catalog
from kedro_incremental.records import find_records

A_WHILE = 1.0  # seconds from which a node is told of
log = logging.getLogger(__name__)


class Setup:
    """Sets up TensorFlow and the credentials of stores, for runs and for notebooks."""

    @hook_impl
    def after_context_created(self) -> None:
        """Set the environment of TensorFlow, which does not import it."""
        set_up_tensorflow()

    @hook_impl
    def after_catalog_created(self, catalog: Catalog, conf_creds: Mapping[str, Any] | None) -> None:
        """Give every dataset in a store the credentials that are called as its protocol, `s3` say.

        Datasets are made later.
        """
        use_credentials(conf_creds or {}, find_records(catalog).folder)


class Checks:
    """Stops a run whose parameters are wrong, or whose store or inputs cannot be used."""

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Check the parameters; what is said of a mistake names the environment and its folder."""
        conf = str(context.config_loader.conf_source)
        is_elsewhere = conf != str(context.project_path / settings.CONF_SOURCE)
        use_options(env=context.env, conf_source=conf if is_elsewhere else None)
        check_parameters_of(context)

    @hook_impl(tryfirst=True)
    def before_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Check the store that the records are in, if they are in one, and all inputs."""
        announce_run(find_records(catalog).folder)
        check_inputs(pipeline, catalog)


class Results:
    """Tells how a run gets on, and what it has found."""

    @hook_impl
    def before_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Number the nodes."""
        nodes = plan(pipeline, catalog).pipeline.nodes
        self._places = {node.name: place for place, node in enumerate(nodes, start=1)}

    @hook_impl
    def before_node_run(self) -> None:
        """Start the clock."""
        self._start = time.perf_counter()

    @hook_impl
    def after_node_run(self, node: Node) -> None:
        """Log a node that took a while, its seconds, and its place in the run."""
        duration = time.perf_counter() - self._start
        if duration >= A_WHILE:
            place, total = self._places[node.name], len(self._places)
            log.info("[%d/%d] %s: %s", place, total, node.name, seconds(duration))

    @hook_impl(trylast=True)
    def after_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """List the artifacts, print tables, and add to what kedro-viz has written of the run."""
        project = Path(run_params["project_path"])
        write_index(catalog, project)
        print_tables(pipeline, catalog)
        keep_viz_statistics(project, run_params["env"])


def keep_viz_statistics(project: Path, env: str | None) -> None:
    """Keep the rows and columns of earlier runs, of which kedro-viz writes down the last alone.

    Each environment has its own, as it has its own tables.
    """
    shown = project / ".viz/stats.json"
    kept = project / ".viz/stats" / f"{env or 'default'}.json"
    if not shown.is_file():  # as where the package runs without its project
        return
    together = json.dumps(_read(kept) | _read(shown))
    with suppress(OSError):  # the run has ended well, whatever becomes of them
        for path in (kept, shown):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(together, encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, TypeError, ValueError):
        return dict(json.loads(path.read_text(encoding="utf-8")))
    return {}

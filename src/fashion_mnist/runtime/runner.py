"""The runner of the project: it runs what has changed, with the models that there are."""

import time
from collections import Counter

from kedro.pipeline import Pipeline
from kedro.runner.task import Task
from pluggy import PluginManager

from fashion_mnist.pipelines.requested_results import FIGURES, TABLES
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.available_models import select_available
from fashion_mnist.runtime.changes.dataset_files import Catalog
from fashion_mnist.runtime.changes.selective_runner import SelectiveRunner

REQUESTED = frozenset({*FIGURES, *TABLES, "requested_results"})  # from runs of their own


class ChangedRunner(SelectiveRunner):
    """Runs one node after another, but for those that are up to date."""

    may_be_old = REQUESTED

    def _select(self, pipeline: Pipeline, catalog: Catalog) -> Pipeline:
        return leave_out_absent(pipeline, catalog)

    def _run(
        self,
        pipeline: Pipeline,
        catalog: Catalog,
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
    ) -> None:
        self._check(pipeline)
        uses = Counter(name for node in pipeline.nodes for name in node.inputs)
        kept = pipeline.inputs() | pipeline.outputs()
        for node in pipeline.nodes:
            if self._find_reasons(node):
                start = time.perf_counter()
                Task(node, catalog, self._is_async, hook_manager, run_id).execute()
                self._finish(node, time.perf_counter() - start)
            uses.subtract(node.inputs)
            for name in (*node.inputs, *node.outputs):
                if uses[name] < 1 and name not in kept:
                    catalog.release(name)


def leave_out_absent(pipeline: Pipeline, catalog: Catalog) -> Pipeline:
    """The nodes that can be run with the models that have been run; the catalog is told of it."""
    selection = select_available(pipeline, catalog)
    if isinstance(catalog, AtomicCatalog):
        catalog.absent = selection.absent
    return selection.pipeline

"""The runner of the project."""

from typing import Any

from kedro.io import CatalogProtocol
from kedro.pipeline import Pipeline
from kedro.runner import SequentialRunner
from pluggy import PluginManager

from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.available_models import select_available


class AvailableRunner(SequentialRunner):
    """Runs one node after another, of the pipelines that report what there is to report."""

    has_started = False

    def run(
        self,
        pipeline: Pipeline,
        catalog: CatalogProtocol[Any, Any],
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
        only_missing_outputs: bool = False,
    ) -> dict[str, Any]:
        """Run what can be run with the models that have been run."""
        self.has_started = True
        selection = select_available(pipeline, catalog)
        if isinstance(catalog, AtomicCatalog):
            catalog.absent = selection.absent
        return super().run(selection.pipeline, catalog, hook_manager, run_id, only_missing_outputs)

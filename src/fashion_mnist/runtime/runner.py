"""The runner of the project."""

from typing import Any

from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline
from kedro.runner import SequentialRunner

from fashion_mnist.runtime.available_models import select_available


class AvailableRunner(SequentialRunner):
    """Runs one node after another, of the pipelines that report what there is to report."""

    has_started = False

    def run(
        self, pipeline: Pipeline, catalog: DataCatalog, *args: Any, **options: Any
    ) -> dict[str, Any]:
        """Run what can be run with the models that have been run."""
        self.has_started = True
        selection = select_available(pipeline, catalog)
        for name in selection.absent:
            catalog[name] = MemoryDataset(None)
        return super().run(selection.pipeline, catalog, *args, **options)

"""The hook that keeps the index of artifacts."""

from pathlib import Path

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog

from kedro_incremental.records import find_records


class ArtifactIndex:
    """Makes the dataset `artifact_index` anew after each run, from the records of the nodes."""

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Remember the folder from which the index counts its paths."""
        self._project = Path(context.project_path)

    @hook_impl
    def after_pipeline_run(self, catalog: DataCatalog) -> None:
        """Describe every artifact that is on disk."""
        from fashion_mnist.runtime.artifact_rows import tabulate_artifacts  # imports pandas

        records = [r for r in find_records(catalog).load().values() if r.get("outputs")]
        index = tabulate_artifacts(records, catalog, self._project)
        catalog.save("artifact_index", index)

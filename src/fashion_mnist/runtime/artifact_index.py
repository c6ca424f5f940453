"""The hook that keeps the index of artifacts."""

import os

from kedro.framework.hooks import hook_impl
from kedro.io import AbstractVersionedDataset, DataCatalog
from kedro.pipeline import Node, Pipeline

from fashion_mnist.runtime.kedro_internals import load_path_of


class ArtifactIndex:
    """Keeps the dataset `artifact_index` up to date."""

    @hook_impl
    def after_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Describe every output of the run that is on disk."""
        from fashion_mnist.runtime.artifact_rows import Artifact, update_index  # imports pandas

        artifacts = [
            Artifact(**located)
            for node in pipeline.nodes
            for name in node.outputs
            if (located := _locate(name, node, catalog))
        ]
        index = catalog.load("artifact_index") if catalog.exists("artifact_index") else None
        catalog.save("artifact_index", update_index(index, artifacts))


def _locate(name: str, node: Node, catalog: DataCatalog) -> dict[str, str] | None:
    dataset = catalog.get(name)
    if not isinstance(dataset, AbstractVersionedDataset) or not dataset.exists():
        return None
    return {
        "name": name.partition("@")[0],
        "type": type(dataset).__name__,
        "path": os.path.relpath(load_path_of(dataset)),
        "pipeline": ",".join(sorted(node.tags)),
        "node": node.name,
    }

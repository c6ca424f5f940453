"""The pipeline `inference` as a function."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from kedro.framework.project import configure_project, pipelines
from kedro.framework.session import KedroSession
from kedro.io import DatasetError, MemoryDataset

from fashion_mnist.datasets import PicturesDataset
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.runner import ChangedRunner
from fashion_mnist.runtime.trusted_files import check_pickles

KEPT = "pictures.familiarity"  # the same for all pictures


def classify(
    paths: str | Path | Sequence[str | Path], model: str | None, project: str | Path
) -> pd.DataFrame:
    """Classify pictures, as `fashion_mnist.classify` says."""
    pictures = PicturesDataset(paths=paths)
    if not pictures.exists():
        raise DatasetError(pictures.absence)
    configure_project("fashion_mnist")
    chosen = {"inference": {"model": model}} if model else {}
    with KedroSession.create(project, runtime_params=chosen) as session:
        stored = session.load_context().catalog  # type: ignore[attr-defined]
    pipeline = pipelines["inference"].to_outputs("pictures.answers")
    for name in (*pipeline.inputs(), KEPT):
        check_pickles(stored, name)
    made = pipeline.all_outputs() - {KEPT}
    catalog = AtomicCatalog(
        {name: stored.get(name) for name in pipeline.datasets() - made}
        | {name: MemoryDataset(copy_mode="assign") for name in made}
        | {"pictures": pictures}
    )
    if catalog.exists(KEPT):
        pipeline -= pipeline.only_nodes_with_outputs(KEPT)
    ChangedRunner().run(pipeline, catalog)
    answers: pd.DataFrame = catalog.load("pictures.answers")
    return answers

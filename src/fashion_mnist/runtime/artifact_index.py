"""The index of artifacts."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from kedro.io import DataCatalog

from kedro_incremental.datasets import Catalog, entry_of, list_files
from kedro_incremental.records import find_records

COLUMNS = ["name", "type", "path", "pipeline", "node", "bytes", "sha256"]


def write_index(catalog: DataCatalog, project: Path) -> None:
    """Make the dataset `artifact_index` anew: every artifact that is on disk, by the records."""
    records = [r for r in find_records(catalog).load().values() if r.get("outputs")]
    catalog.save("artifact_index", tabulate_artifacts(records, catalog, project))


def tabulate_artifacts(
    records: Iterable[Mapping[str, Any]], catalog: Catalog, root: Path
) -> pd.DataFrame:
    """A row for each artifact whose file is still there, sorted by path.

    Args:
        records: of the nodes.
        catalog: with the entries of their outputs.
        root: the folder from which paths are counted.
    """
    rows = [
        row
        for record in records
        for name in record["outputs"]
        for row in _describe(name, record, catalog, root)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values("path", ignore_index=True)


def _describe(
    name: str, record: Mapping[str, Any], catalog: Catalog, root: Path
) -> Iterator[dict[str, Any]]:
    if not (entry := entry_of(catalog, name)):
        return
    for path in list_files(catalog, name, entry):
        if state := record["files"].get(str(path)):
            yield {
                "name": name.partition("@")[0],
                "type": entry["type"].rpartition(".")[2],
                "path": path.relative_to(root).as_posix() if root in path.parents else str(path),
                "pipeline": ",".join(record["tags"]),
                "node": record["node"],
                "bytes": state["bytes"],
                "sha256": state["sha256"],
            }

"""The rows of the index of artifacts: what is on disk, and what made it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from fashion_mnist.runtime.changes.dataset_files import Config, list_files

COLUMNS = ["name", "type", "path", "pipeline", "node", "bytes", "sha256"]


def tabulate_artifacts(
    records: Mapping[str, Mapping[str, Any]], configs: Mapping[str, Config | None], root: Path
) -> pd.DataFrame:
    """A row for each artifact whose file is still there, sorted by path.

    Args:
        records: of the nodes, by their name.
        configs: the entries of the nodes' outputs, by their name.
        root: the folder from which paths are counted.
    """
    rows = [
        row
        for node, record in records.items()
        for name in record["outputs"]
        if (config := configs.get(name))
        for row in _describe(name, node, record, config, root)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values("path", ignore_index=True)


def _describe(
    name: str, node: str, record: Mapping[str, Any], config: Config, root: Path
) -> Iterator[dict[str, Any]]:
    for path in list_files(config):
        if state := record["files"].get(str(path)):
            yield {
                "name": name.partition("@")[0],
                "type": config["type"].rpartition(".")[2],
                "path": path.relative_to(root).as_posix() if root in path.parents else str(path),
                "pipeline": ",".join(record["tags"]),
                "node": node,
                "bytes": state["bytes"],
                "sha256": state["sha256"],
            }

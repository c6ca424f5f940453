"""Records of what nodes were run with and made, a JSON file each."""

import json
import os
from pathlib import Path
from typing import Any

from kedro.io import AbstractDataset

Records = dict[str, dict[str, Any]]


class RecordsDataset(AbstractDataset[Records, Records]):
    """Loads and saves a dictionary from the name of a node to its record.

    Saving writes the files of the given nodes only, each whole or not at all.

    Example:
        ::

            node_records:
              type: fashion_mnist.datasets.RecordsDataset
              path: data/.records
    """

    def __init__(self, *, path: str, metadata: dict[str, Any] | None = None) -> None:
        """Point to the folder of the files."""
        self.path = Path(path)
        self.metadata = metadata

    def load(self) -> Records:
        """Return the records; a file that is damaged counts as none."""
        return {path.stem: record for path in self._files() if (record := _read(path))}

    def save(self, data: Records) -> None:
        """Write the records of some nodes."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name, record in data.items():
            partial = self.path / f".{name}.{os.getpid()}"
            partial.write_text(json.dumps(record, indent=1, sort_keys=True), encoding="utf-8")
            partial.replace(self.path / f"{name}.json")

    def _files(self) -> list[Path]:
        return sorted(self.path.glob("*.json"))

    def _exists(self) -> bool:
        return bool(self._files())

    def _describe(self) -> dict[str, Any]:
        return {"path": self.path}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return record if isinstance(record, dict) else None

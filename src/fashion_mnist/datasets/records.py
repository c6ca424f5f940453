"""Records of what nodes were run with and made, a JSON file each."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kedro.io import AbstractDataset

Record = dict[str, Any]
Records = dict[str, Record]


class RecordsDataset(AbstractDataset[Records, Records]):
    """Loads and saves a dictionary from the name of a node to its record.

    Saving writes the files of the given nodes only, each whole or not at all. Paths of `files` are
    kept as from the folder, so that a project can be moved.

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
        records = {path.stem: record for path in self._files() if (record := _read(path))}
        return {name: self._rename(record, self._find) for name, record in records.items()}

    def save(self, data: Records) -> None:
        """Write the records of some nodes."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name, record in data.items():
            partial = self.path / f".{name}.{os.getpid()}"
            text = json.dumps(self._rename(record, self._shorten), indent=1, sort_keys=True)
            partial.write_text(text, encoding="utf-8")
            partial.replace(self.path / f"{name}.json")

    def _rename(self, record: Record, change: Callable[[str], str]) -> Record:
        if "files" not in record:
            return record
        files = {change(path): state for path, state in record["files"].items()}
        return record | {"files": files}

    def _shorten(self, path: str) -> str:
        return os.path.relpath(path, self.path)

    def _find(self, path: str) -> str:
        return os.path.normpath(self.path / path)

    def _files(self) -> list[Path]:
        return sorted(self.path.glob("*.json"))

    def _exists(self) -> bool:
        return bool(self._files())

    def _describe(self) -> dict[str, Any]:
        return {"path": self.path}


def _read(path: Path) -> Record | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return record if isinstance(record, dict) else None

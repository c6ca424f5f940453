"""Records of what nodes were run with and made, a JSON file each."""

import json
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from fsspec.core import url_to_fs
from kedro.io import AbstractDataset

from fashion_mnist.datasets.places import is_remote, relate, resolve

Record = dict[str, Any]
Records = dict[str, Record]


class RecordsDataset(AbstractDataset[Records, Records]):
    """Loads and saves a dictionary from the name of a node to its record.

    Saving writes the files of the given nodes only, each whole or not at all. Paths of `files` are
    kept as from the folder, so that a project can be moved. The folder may be in a store.

    Example:
        ::

            node_records:
              type: fashion_mnist.datasets.RecordsDataset
              path: data/.records
    """

    def __init__(self, *, path: str, metadata: dict[str, Any] | None = None) -> None:
        """Point to the folder of the files."""
        self.path = path
        self.metadata = metadata

    def load(self) -> Records:
        """Return the records; a file that is damaged counts as none."""
        records = {PurePosixPath(path).stem: _decode(text) for path, text in self._read().items()}
        return {
            name: self._rename(record, lambda path: resolve(path, self.path))
            for name, record in sorted(records.items())
            if record
        }

    def save(self, data: Records) -> None:
        """Write the records of some nodes."""
        for name, record in data.items():
            renamed = self._rename(record, lambda path: relate(path, self.path))
            text = json.dumps(renamed, indent=1, sort_keys=True)
            self._write(f"{name}.json", text.encode())

    def _write(self, name: str, content: bytes) -> None:
        if is_remote(self.path):
            filesystem, folder = url_to_fs(self.path)
            filesystem.pipe_file(f"{folder}/{name}", content)
        else:
            place = Path(self.path)
            place.mkdir(parents=True, exist_ok=True)
            partial = place / f".{name}.{os.getpid()}"
            partial.write_bytes(content)
            partial.replace(place / name)

    def _rename(self, record: Record, change: Callable[[str], str]) -> Record:
        if "files" not in record:
            return record
        files = {change(path): state for path, state in record["files"].items()}
        return record | {"files": files}

    def _exists(self) -> bool:
        return bool(self._read())

    def _read(self) -> dict[str, bytes]:
        """The contents of the files."""
        if not is_remote(self.path):
            return {str(path): path.read_bytes() for path in Path(self.path).glob("[!.]*.json")}
        filesystem, folder = url_to_fs(self.path)
        paths = filesystem.glob(f"{folder}/*.json")
        return dict(filesystem.cat(paths, on_error="omit")) if paths else {}

    def _describe(self) -> dict[str, Any]:
        return {"path": self.path}


def _decode(content: bytes) -> Record | None:
    try:
        record = json.loads(content)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None

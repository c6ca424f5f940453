"""Records of completed nodes, runs and trusted files, stored as JSON files."""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from fsspec.core import url_to_fs
from kedro.io import AbstractDataset
from kedro.utils import find_kedro_project

from kedro_incremental.datasets import Catalog
from kedro_incremental.digests import digest_json
from kedro_incremental.places import absolute, find_place, is_remote, relative_to

VERSION = 1  # version of the format; records of another version are ignored
ENTRY = "node_records"  # catalog entry with the folder of records
FOLDER = "data/.records"  # folder in the project, if the catalog has no such entry
Record = dict[str, Any]


class Records:
    """The records in a folder, which may be in a store.

    File paths in records are relative to the folder, so that a project can be moved.
    """

    def __init__(self, folder: str) -> None:
        """Set the folder; the first save creates it."""
        self.folder = folder

    def load(self) -> dict[str, Record]:
        """Return the records by name; damaged files are ignored."""
        records = {PurePosixPath(path).stem: text for path, text in self._read().items()}
        found = {name: self._decode(text) for name, text in sorted(records.items())}
        return {name: record for name, record in found.items() if record is not None}

    def find(self, name: str) -> Record | None:
        """Return one record; None if it is missing or damaged."""
        place = find_place(f"{self.folder}/{name}.json")
        content = _read_bytes(place)
        return None if content is None else self._decode(content)

    def save(self, name: str, record: Record) -> None:
        """Write a record atomically."""
        files = self._rename(record["files"], relative_to)
        whole = record | {"version": VERSION, "files": files}
        self._write(f"{name}.json", json.dumps(whole, separators=(",", ":"), default=str).encode())

    def forget(self, names: Iterable[str]) -> None:
        """Delete records; missing ones are ignored."""
        for name in names:
            if is_remote(self.folder):
                filesystem, folder = url_to_fs(self.folder)
                if filesystem.exists(path := f"{folder}/{name}.json"):
                    filesystem.rm_file(path)
            else:
                Path(self.folder, f"{name}.json").unlink(missing_ok=True)

    def _decode(self, content: bytes) -> Record | None:
        try:
            record = json.loads(content)
        except ValueError:
            return None
        is_known = isinstance(record, dict) and record.get("version") == VERSION
        if not is_known or not isinstance(record.get("files"), dict):
            return None
        return {**record, "files": self._rename(record["files"], absolute)}

    def _rename(self, files: dict[str, Any], change: Any) -> dict[str, Any]:
        return {change(path, self.folder): state for path, state in files.items()}

    def _write(self, name: str, content: bytes) -> None:
        if is_remote(self.folder):
            filesystem, folder = url_to_fs(self.folder)
            filesystem.pipe_file(f"{folder}/{name}", content)
        else:
            place = Path(self.folder)
            place.mkdir(parents=True, exist_ok=True)
            partial = place / f".partial-{os.getpid()}-{uuid4().hex[:8]}-{name}"
            partial.write_bytes(content)
            partial.replace(place / name)

    def _read(self) -> dict[str, bytes]:
        """Return the content of each file, by path."""
        if not is_remote(self.folder):
            found = {str(p): _read_bytes(p) for p in Path(self.folder).glob("[!.]*.json")}
            return {path: content for path, content in found.items() if content is not None}
        filesystem, folder = url_to_fs(self.folder)
        paths = filesystem.glob(f"{folder}/*.json")
        return dict(filesystem.cat(paths, on_error="omit")) if paths else {}


class RecordsDataset(AbstractDataset[None, dict[str, Record]]):
    """A dataset that sets the folder of the records.

    A project needs it only if its environments have separate data folders, or if its data are in
    a store.

    Example:
        ::

            node_records:
              type: kedro_incremental.RecordsDataset
              path: ${globals:data}/.records
    """

    def __init__(self, *, path: str, metadata: dict[str, Any] | None = None) -> None:
        """Set the folder of the records, on this machine or in a store."""
        self.path = path
        self.metadata = metadata

    def load(self) -> dict[str, Record]:
        """Return the records by name."""
        return Records(self.path).load()

    def save(self, data: None) -> None:
        """Raise TypeError, since only the runner writes records."""
        raise TypeError("Expected no data: the incremental runner writes the records.")

    def _exists(self) -> bool:
        return bool(self.load())

    def _describe(self) -> dict[str, Any]:
        return {"path": self.path}


def find_records(catalog: Catalog) -> Records:
    """Return the records in the folder from the catalog's entry, by default `data/.records`."""
    dataset = catalog.get(ENTRY) if ENTRY in catalog else None
    if isinstance(dataset, RecordsDataset):
        return Records(dataset.path)
    return Records(str((find_kedro_project(Path.cwd()) or Path.cwd()) / FOLDER))


def name_record(node: str, places: object) -> str:
    """Return the name of a node's record, which depends on where its outputs are."""
    return f"{re.sub('[^A-Za-z0-9_.@-]', '_', node)[:150]}-{digest_json([node, places])[:8]}"


def _read_bytes(path: Path) -> bytes | None:
    """Return the content of a file; None if another process has just removed it."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None

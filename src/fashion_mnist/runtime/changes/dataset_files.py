"""The files of a dataset, found in its entry of the catalog without making the dataset."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from kedro.io import CatalogProtocol, DataCatalog

Config = Mapping[str, Any]
Catalog: TypeAlias = CatalogProtocol[Any, Any]


class FileState(NamedTuple):
    """What a file was when it was looked at; as long as the first two stay, so does the third."""

    bytes: int
    modified: int  # nanoseconds
    sha256: str


def config_of(catalog: Catalog, name: str) -> Config | None:
    """The entry of a dataset, or what its pattern makes of it; None for one that has neither."""
    if not isinstance(catalog, DataCatalog):
        return None
    resolver = catalog.config_resolver
    if name not in resolver.config and not resolver.match_dataset_pattern(name):
        return None
    config: Config = resolver.config.get(name) or resolver.resolve_pattern(name)
    return config


def list_files(config: Config) -> list[Path]:
    """The files that there are, sorted.

    They are at the entry's `filepath`, `path` or `paths`: the file itself, its last version, or
    those in the folder with the `filename_suffix`.
    """
    places = config.get("paths") or config.get("filepath") or config.get("path") or []
    listed = places if isinstance(places, list | tuple) else [places]
    suffix = config.get("filename_suffix", "")
    files = []
    for place in (Path(str(each)).expanduser() for each in listed):
        if config.get("versioned"):
            files += sorted(place.glob(f"*/{place.name}"))[-1:]
        elif place.is_dir():
            inside = (path for path in place.rglob("*") if path.is_file())
            files += sorted(path for path in inside if str(path).endswith(suffix))
        elif place.is_file():
            files.append(place)
    return files


def look_at(path: Path, known: FileState | None = None) -> FileState:
    """The state of a file; its content is read only if its size or time differ from the known."""
    status = path.stat()
    if known and (known.bytes, known.modified) == (status.st_size, status.st_mtime_ns):
        return known
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileState(status.st_size, status.st_mtime_ns, sha256)

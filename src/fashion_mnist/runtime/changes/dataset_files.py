"""The files of a dataset, found in its entry of the catalog without making the dataset."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from fsspec.utils import tokenize
from kedro.io import CatalogProtocol, DataCatalog

from fashion_mnist.datasets.places import find_place

Config = Mapping[str, Any]
Catalog: TypeAlias = CatalogProtocol[Any, Any]


class FileState(NamedTuple):
    """What a file was when it was looked at; as long as the first two stay, so does the third."""

    bytes: int
    modified: int  # nanoseconds of a local file; a digest of what a store says of it
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


def names_files(config: Config) -> bool:
    """Whether the entry says where files are."""
    return bool(_places_of(config))


def _places_of(config: Config) -> Any:
    return config.get("paths") or config.get("filepath") or config.get("path") or []


def list_files(config: Config) -> list[Path]:
    """The files that there are, sorted; those in a store too.

    They are at the entry's `filepath`, `path` or `paths`: the file itself, its last version, or
    those in the folder with the `filename_suffix`.
    """
    places = _places_of(config)
    listed = places if isinstance(places, list | tuple) else [places]
    suffix = config.get("filename_suffix", "")
    options = config.get("credentials") or {}
    files: list[Path] = []
    for place in (find_place(each, **options) for each in listed):
        if config.get("versioned"):
            files += sorted(place.glob(f"*/{place.name}"))[-1:]
        else:
            files += sorted(path for path in _list_at(place) if str(path).endswith(suffix))
    return files


def _list_at(place: Path) -> Iterator[Path]:
    """A file itself, or all that are in a folder."""
    if isinstance(place, Path):
        inside = place.rglob("*") if place.is_dir() else (place,)
        yield from (path for path in inside if path.is_file())
    else:
        with suppress(FileNotFoundError):
            is_file = place.fs.info(place.path)["type"] == "file"
            inside = [place.path] if is_file else place.fs.find(place.path)
            addresses = map(place.fs.unstrip_protocol, inside)
            yield from (find_place(address, **place.storage_options) for address in addresses)


def look_at(path: Path, known: FileState | None = None) -> FileState:
    """The state of a file; its content is read only if its size or time differ from the known."""
    size, modified = _read_status(path)
    if known and (known.bytes, known.modified) == (size, modified):
        return known
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileState(size, modified, sha256)


def _read_status(path: Path) -> tuple[int, int]:
    if isinstance(path, Path):
        status = path.stat()
        return status.st_size, status.st_mtime_ns
    found = path.fs.info(path.path)  # with a digest of the content, where the store makes one
    return found["size"], int(tokenize(found)[:15], 16)

"""The state of datasets, found in their entries of the catalog without making the datasets."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from kedro.io import CatalogProtocol, DataCatalog
from kedro.utils import load_obj

from kedro_incremental.kedro_internals import describe_dataset, load_version_of
from kedro_incremental.places import find_place

Catalog: TypeAlias = CatalogProtocol[Any, Any]
Entry = Mapping[str, Any]

PLUGIN = "kedro-incremental"  # the key of an entry's metadata that this package reads
PLACES = ("paths", "filepath", "path")  # the keys of an entry that say where files are
_PICKLING = ("pickle", "joblib", "mlflow")
WITHOUT_ETAG = ("http://", "https://", "memory://")  # what is there may change unseen


class FileState(NamedTuple):
    """What a file was when it was looked at; as long as the first two stay, so does the third."""

    bytes: int
    modified: int  # nanoseconds of a local file; a digest of what a store says of it
    sha256: str


def is_parameter(name: str) -> bool:
    """Tell whether a name is that of parameters."""
    return name == "parameters" or name.startswith("params:")


def entry_of(catalog: Catalog, name: str) -> Entry | None:
    """Return the entry of a dataset; None for one that is only in memory.

    It is that of the configuration, what a dataset factory makes of the name, or what a dataset
    that was made in code says of itself. Of a `CachedDataset` it is the entry inside.
    """
    entry = _find_entry(catalog, name)
    while entry and isinstance(inner := entry.get("dataset"), dict) and "filepath" not in entry:
        if "Partitioned" in str(entry.get("type")) or "Incremental" in str(entry.get("type")):
            break
        entry = {**inner, "metadata": entry.get("metadata"), "outer": entry.get("type")}
    return None if entry is None or is_in_memory(entry) else entry


class Entries:
    """The entries of a catalog's datasets, each found once: dataset factories are slow to match."""

    def __init__(self, catalog: Catalog) -> None:
        """Take the catalog."""
        self.catalog = catalog
        self._found: dict[str, Entry | None] = {}

    def __call__(self, name: str) -> Entry | None:
        """Return the entry of a dataset, as `entry_of` does."""
        if name not in self._found:
            self._found[name] = entry_of(self.catalog, name)
        return self._found[name]


def _find_entry(catalog: Catalog, name: str) -> Entry | None:
    if isinstance(catalog, DataCatalog):
        resolver = catalog.config_resolver
        if name in resolver.config or resolver.match_dataset_pattern(name):
            return resolver.config.get(name) or resolver.resolve_pattern(name)
        if resolver.match_user_catch_all_pattern(name):
            return resolver.resolve_pattern(name)
    return describe_dataset(catalog[name]) if name in catalog else None


def list_entries(catalog: Catalog) -> Iterator[Entry]:
    """Yield the entries of a catalog, those of its dataset factories with names for the fields."""
    if isinstance(catalog, DataCatalog):
        resolver = catalog.config_resolver
        patterns = (re.sub("[{}]", "", pattern) for pattern in resolver.list_patterns())
        names = {*catalog.keys(), *patterns}
    else:
        names = {*catalog.keys()}
    entries = (entry_of(catalog, name) for name in names)
    yield from (entry for entry in entries if entry is not None)


def is_in_memory(entry: Entry) -> bool:
    """Tell whether an entry declares a dataset in memory."""
    return str(entry.get("type")).rpartition(".")[2] in {"MemoryDataset", "SharedMemoryDataset"}


def option_of(entry: Entry | None, name: str) -> Any:
    """Return what an entry's `metadata: {kedro-incremental: {NAME: ...}}` says; None if nothing."""
    metadata = (entry or {}).get("metadata") or {}
    return (metadata.get(PLUGIN) or {}).get(name) if isinstance(metadata, dict) else None


def may_hold_code(entry: Entry | None) -> bool:
    """Tell whether a dataset may hold objects of any class, as pickles do."""
    return entry is None or any(word in str(entry).lower() for word in _PICKLING)


def has_known_state(entry: Entry) -> bool:
    """Tell whether the entry says where files are, or that there are none (`filepath: null`)."""
    is_of_files = any(key in entry for key in PLACES)
    return is_of_files and not any(str(p).startswith(WITHOUT_ETAG) for p in _places_of(entry))


def tell_state(entry: Entry) -> Any:
    """Return what the project's function says of the state of a dataset; None if there is none."""
    function = option_of(entry, "state")
    return load_obj(function)(dict(entry)) if function else None


def _places_of(entry: Entry) -> list[Any]:
    places: Any = next((entry[key] for key in PLACES if entry.get(key)), [])
    return [*places] if isinstance(places, list | tuple) else [places]


def find_place_of(catalog: Catalog, name: str) -> Path | None:
    """Return where the files of a dataset are, without any version; None if it has none."""
    places = _places_of(entry_of(catalog, name) or {})
    return find_place(places[0]) if places else None


def list_files(catalog: Catalog, name: str, entry: Entry) -> list[Path]:
    """Return the files that there are, sorted; those in a store too.

    They are at the entry's `filepath`, `path` or `paths`: the file itself, the version that is
    loaded, or those in the folder with the `filename_suffix`.
    """
    return [path for found in _find_files(catalog, name, entry) for path in sorted(found)]


def has_files(catalog: Catalog, name: str, entry: Entry) -> bool:
    """Tell whether there are files, of which the first one says so."""
    return any(True for found in _find_files(catalog, name, entry) for _ in found)


def _find_files(catalog: Catalog, name: str, entry: Entry) -> Iterator[Iterator[Path]]:
    """Yield what is at each place of an entry."""
    suffix = entry.get("filename_suffix", "")
    options = {**(entry.get("fs_args") or {}), **(entry.get("credentials") or {})}
    options.pop("open_args_load", None)
    options.pop("open_args_save", None)
    for place in (find_place(each, **options) for each in _places_of(entry)):
        if entry.get("versioned"):
            version = load_version_of(catalog, name) or "*"
            for found in sorted(place.glob(f"{version}/{place.name}"))[-1:]:
                yield _list_at(found)
        else:
            yield (path for path in _list_at(place) if str(path).endswith(suffix))


def _list_at(place: Path) -> Iterator[Path]:
    """Yield a file itself, or all that are in a folder."""
    if isinstance(place, Path):
        inside = place.rglob("*") if place.is_dir() else (place,)
        yield from (path for path in inside if path.is_file())
    else:
        with suppress(FileNotFoundError):
            is_file = place.fs.info(place.path)["type"] == "file"
            inside = [place.path] if is_file else place.fs.find(place.path)
            addresses = map(place.fs.unstrip_protocol, inside)
            yield from (find_place(address, **place.storage_options) for address in addresses)


def stat_file(path: Path, known: FileState | None = None) -> FileState:
    """Return the state of a file; it is read only if size or time differ from the known."""
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
    from fsspec.utils import tokenize

    found = path.fs.info(path.path)  # with a digest of the content, where the store makes one
    return found["size"], int(tokenize(found)[:15], 16)

"""The state of datasets, found from their catalog entries without instantiating the datasets."""

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from glob import has_magic
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

import parse
from kedro.io import CatalogProtocol, DataCatalog
from kedro.io.catalog_config_resolver import CatalogConfigResolver
from kedro.utils import load_obj

from kedro_incremental.kedro_internals import (
    describe_dataset,
    instance_of,
    load_version_of,
    patterns_of,
)
from kedro_incremental.places import find_place

Catalog: TypeAlias = CatalogProtocol[Any, Any]
Entry = Mapping[str, Any]
Status = tuple[int, int]  # size, and modification time or digest of the status, as in `FileState`

PLUGIN = "kedro-incremental"  # the plugin's key in the metadata of an entry
PLACES = ("paths", "filepath", "path")  # keys of an entry with the location of files
LISTINGS = 32  # at the same time
_PICKLING = ("pickle", "joblib", "mlflow")
WITHOUT_ETAG = ("http://", "https://", "memory://")  # these stores do not report changes


class FileState(NamedTuple):
    """The state of a file. The hash is computed again only if size or time have changed.

    Attributes:
        bytes: size of the file.
        modified: modification time of a local file in ns; a digest of the file's status in a store.
        sha256: hash of the content.
    """

    bytes: int
    modified: int
    sha256: str


def is_parameter(name: str) -> bool:
    """Return whether a dataset name stands for parameters."""
    return name == "parameters" or name.startswith("params:")


def entry_of(catalog: Catalog, name: str) -> Entry | None:
    """Return the catalog entry of a dataset; None if the dataset is only in memory.

    The entry comes from the configuration, from a dataset factory that matches the name, or from
    the arguments of a dataset created in code. For a `CachedDataset` it is the entry inside.
    """
    entry = configuration_of(catalog, name)
    while entry and isinstance(inner := entry.get("dataset"), dict) and "filepath" not in entry:
        if "Partitioned" in str(entry.get("type")) or "Incremental" in str(entry.get("type")):
            break
        around = {key: value for key, value in entry.items() if key not in ("dataset", "type")}
        entry = {**inner, **around, "outer": entry.get("type")}
    return None if entry is None or is_in_memory(entry) else entry


def configuration_of(catalog: Catalog, name: str) -> Entry | None:
    """Return the whole catalog entry of a dataset, from which Kedro can create it."""
    if isinstance(catalog, DataCatalog):
        configured = catalog.config_resolver.config.get(name)
        entry = configured or _match(catalog.config_resolver, name)
        instance = None if configured else instance_of(catalog, name)
        if entry is not None and (instance is None or _are_same(describe_dataset(instance), entry)):
            return entry
    return describe_dataset(catalog[name]) if name in catalog else None


def _are_same(given: Entry, entry: Entry) -> bool:
    """Return whether a dataset is in the place of an entry, and so was not set in code."""
    keys = given.keys() & entry.keys() & {*PLACES}
    is_there = all(str(given[key]) == str(entry[key]) for key in keys)
    return is_there and is_in_memory(given) == is_in_memory(entry)


_compile = functools.cache(parse.compile)
_matched: WeakKeyDictionary[CatalogConfigResolver, dict[str, Entry | None]] = WeakKeyDictionary()


def _match(resolver: CatalogConfigResolver, name: str) -> Entry | None:
    """Return the entry from the dataset factory that matches a name; None if none matches.

    Kedro compiles every pattern for every name, so patterns are compiled here, once, and each
    resolver's results are cached. The patterns of a resolver do not change.
    """
    found = _matched.setdefault(resolver, {})
    if name not in found:
        matches = any(_compile(pattern).parse(name) for pattern in patterns_of(resolver))
        found[name] = resolver.resolve_pattern(name) if matches else None
    return found[name]


def is_in_memory(entry: Entry) -> bool:
    """Return whether an entry declares a dataset in memory."""
    return str(entry.get("type")).rpartition(".")[2] in {"MemoryDataset", "SharedMemoryDataset"}


def option_of(entry: Entry | None, name: str) -> Any:
    """Return `metadata: {kedro-incremental: {NAME: ...}}` of an entry; None if it is not set."""
    metadata = (entry or {}).get("metadata") or {}
    return (metadata.get(PLUGIN) or {}).get(name) if isinstance(metadata, dict) else None


def may_hold_code(entry: Entry | None) -> bool:
    """Return whether a dataset may hold objects of any class, as pickles do."""
    return entry is None or any(word in str(entry).lower() for word in _PICKLING)


def has_known_state(entry: Entry) -> bool:
    """Return whether files determine the state of a dataset; `filepath: null` stands for none.

    The file of a dataset such as `SQLQueryDataset` holds a query instead of data.
    """
    has_files_key = any(key in entry for key in PLACES)
    is_query = str(entry.get("type")).endswith("QueryDataset")
    is_on_web = any(str(place).startswith(WITHOUT_ETAG) for place in _places_of(entry))
    return has_files_key and not is_query and not is_on_web


def custom_state(entry: Entry) -> Any:
    """Return the state from the function that the entry names; None if it names no function."""
    function = option_of(entry, "state")
    return load_obj(function)(dict(entry)) if function else None


def _places_of(entry: Entry) -> list[Any]:
    places: Any = next((entry[key] for key in PLACES if entry.get(key)), [])
    return [*places] if isinstance(places, list | tuple) else [places]


def find_place_of(catalog: Catalog, name: str) -> Path | None:
    """Return the unversioned path of a dataset; None if it has no files."""
    places = _places_of(entry_of(catalog, name) or {})
    return find_place(places[0]) if places else None


def list_files(catalog: Catalog, name: str, entry: Entry) -> dict[Path, Status]:
    """Return the existing files of a dataset, on this machine or in a store, sorted at each place.

    The entry's `filepath`, `path` or `paths` leads to them: a file, the version of a file that
    would be loaded, the files in a folder that end with `filename_suffix`, or those that match a
    pattern such as `*.csv`.
    """
    found = _find_files(catalog, name, entry)
    return {path: status for files in found for path, status in sorted(files)}


def list_in_stores(catalog: Catalog, names: Iterable[str]) -> dict[str, dict[Path, Status]]:
    """Return the files of those datasets that are in a store, as `list_files` does, by name.

    All datasets are listed at the same time, since each has to wait for the store. A dataset is
    left out if its state does not depend on its files, or if threads cannot share the client of
    its store.
    """
    entries = {name: entry for name in names if (entry := entry_of(catalog, name))}
    shared = [
        name
        for name, entry in entries.items()
        if has_known_state(entry)
        and not (option_of(entry, "state") or option_of(entry, "provenance"))
        and any(map(_is_async, _find_places(entry)))
    ]
    with ThreadPoolExecutor(LISTINGS) as pool:
        listed = pool.map(lambda name: list_files(catalog, name, entries[name]), shared)
        return dict(zip(shared, listed, strict=True))


def has_files(catalog: Catalog, name: str, entry: Entry) -> bool:
    """Return whether a dataset has files; the search stops at the first one."""
    return any(True for found in _find_files(catalog, name, entry) for _ in found)


def _find_files(
    catalog: Catalog, name: str, entry: Entry
) -> Iterator[Iterator[tuple[Path, Status]]]:
    """Yield the files at each location of an entry, without checkpoints."""
    suffix, checkpoint = entry.get("filename_suffix", ""), _find_checkpoint(entry)
    for place in _find_places(entry):
        if entry.get("versioned"):
            version = load_version_of(catalog, name) or "*"
            for found in sorted(place.glob(f"{version}/{place.name}"))[-1:]:
                yield _list_at(found)
        else:
            listed = (found for each in _expand(place) for found in _list_at(each))
            yield (
                (path, status)
                for path, status in listed
                if str(path).endswith(suffix) and path.name != checkpoint
            )


def _find_checkpoint(entry: Entry) -> str | None:
    """Return the name of the file in which an `IncrementalDataset` notes what has been loaded."""
    if "Incremental" not in str(entry.get("type")):
        return None
    given = entry.get("checkpoint")
    options = given if isinstance(given, dict) else {}
    return Path(options.get("filepath", "CHECKPOINT")).name


def _find_places(entry: Entry) -> Iterator[Path]:
    """Yield the locations of an entry, with its options of their store."""
    options = {**(entry.get("fs_args") or {}), **(entry.get("credentials") or {})}
    options.pop("open_args_load", None)
    options.pop("open_args_save", None)
    return (find_place(each, **options) for each in _places_of(entry))


def _expand(place: Path) -> Iterable[Path]:
    """Return the paths that match a pattern; a path without a pattern as it is."""
    if not has_magic(str(place)) or place.exists():
        return [place]
    base = next(parent for parent in place.parents if not has_magic(str(parent)))
    return base.glob(str(place.relative_to(base)))


def _is_async(place: Path) -> bool:
    """Return whether the place is in a store whose client several threads may share."""
    return not isinstance(place, Path) and place.fs.async_impl


def _list_at(place: Path) -> Iterator[tuple[Path, Status]]:
    """Yield a file itself, or all files in a folder."""
    if isinstance(place, Path):
        inside = place.rglob("*") if place.is_dir() else (place,)
        for path in inside:
            with suppress(FileNotFoundError):  # another process may remove files
                if path.is_file():
                    yield path, _read_status(path)
    else:
        with suppress(FileNotFoundError):
            found = place.fs.info(place.path)
            is_file = found["type"] == "file"
            files = {place.path: found} if is_file else place.fs.find(place.path, detail=True)
            for path, facts in files.items():
                address = place.fs.unstrip_protocol(path)
                yield find_place(address, **place.storage_options), status_from(facts)


def stat_file(
    path: Path, known: FileState | None = None, status: Status | None = None
) -> FileState:
    """Return the state of a file; it is read only if size or time differ from the known state.

    Args:
        path: file on this machine or in a store.
        known: last known state of the file.
        status: size and time from `list_files`, which otherwise are asked for.
    """
    size, modified = status or _read_status(path)
    if known and (known.bytes, known.modified) == (size, modified):
        return known
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return FileState(size, modified, sha256)


def _read_status(path: Path) -> Status:
    if isinstance(path, Path):
        status = path.stat()
        return status.st_size, status.st_mtime_ns
    return status_from(path.fs.info(path.path))


def status_from(facts: Mapping[str, Any]) -> Status:
    """Return the status of a file in a store; stores report a digest of the content, or a time."""
    from fsspec.utils import tokenize

    return facts["size"], int(tokenize(facts)[:15], 16)

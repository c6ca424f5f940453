"""Pickles, which execute code when they are loaded: on request only those that a run saved are."""

from pathlib import Path
from typing import Any

from kedro.io import DataCatalog

from kedro_incremental.datasets import (
    Catalog,
    Entry,
    FileState,
    entry_of,
    list_files,
    option_of,
    stat_file,
)
from kedro_incremental.digests import digest_json
from kedro_incremental.errors import IncrementalError, kedro_command
from kedro_incremental.places import relative_to
from kedro_incremental.records import find_records

TRUSTED = "trusted-"  # how the names of these records begin


def is_verified(entry: Entry | None) -> bool:
    """Tell whether an entry says `metadata: {kedro-incremental: {verify: true}}`."""
    return bool(option_of(entry, "verify"))


def check_pickles(catalog: Catalog, name: str) -> None:
    """Raise IncrementalError unless each file of a verified dataset is as a run saved it."""
    entry = entry_of(catalog, name) if name in catalog else None
    if entry is None or not is_verified(entry):
        return
    known = {
        path: state["sha256"]
        for record, content in find_records(catalog).load().items()
        if record.startswith(TRUSTED)
        for path, state in content["files"].items()
    }
    for path in list_files(catalog, name, entry):
        if stat_file(path).sha256 != known.get(str(path)):
            raise IncrementalError(
                f"Expected {path} as this project saved it. Received another file, which is not "
                f"opened, since pickles execute code. Remove it and run {kedro_command('run')}, "
                "which makes it again; or, if you trust it, run "
                f"{kedro_command('incremental', 'trust', str(path))}."
            )


class VerifyingCatalog(DataCatalog):
    """Checks pickles whoever loads them: a notebook, a script, or a run.

    A project says in its `settings.py`::

        from kedro_incremental import VerifyingCatalog

        DATA_CATALOG_CLASS = VerifyingCatalog
    """

    def load(self, ds_name: str, version: str | None = None) -> Any:
        """Load the data of a dataset.

        Raises:
            IncrementalError: it is verified, and not as a run saved it.
        """
        check_pickles(self, ds_name)
        return super().load(ds_name, version)

    def save(self, ds_name: str, data: Any) -> None:
        """Save data to a dataset, whose files can be loaded then: other runners save so."""
        super().save(ds_name, data)
        entry = entry_of(self, ds_name)
        if entry is not None and is_verified(entry):
            for path in list_files(self, ds_name, entry):
                trust(self, str(path), path)


def trust(catalog: Catalog, address: str, content: Path) -> None:
    """Keep the digest of a file, as one that may be loaded.

    Args:
        catalog: of the project.
        address: where the file is, or will be.
        content: a file with what is there.
    """
    records = find_records(catalog)
    place = relative_to(address, records.folder)  # which stays if the project is moved
    state: FileState = stat_file(content)
    files = {address: state._asdict()}
    records.save(f"{TRUSTED}{digest_json(place)}", {"files": files, "places": {}})

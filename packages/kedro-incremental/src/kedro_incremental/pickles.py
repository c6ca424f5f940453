"""Verification of files before they are loaded, since pickles execute code.

Only datasets whose entry sets `verify` are checked.
"""

from pathlib import Path
from typing import Any

from kedro.framework.context import CatalogCommandsMixin, KedroContext, compose_classes
from kedro.io import CatalogProtocol, DataCatalog

from kedro_incremental.datasets import (
    Catalog,
    Entry,
    entry_of,
    list_files,
    option_of,
    stat_file,
)
from kedro_incremental.digests import digest_json
from kedro_incremental.errors import IncrementalError, kedro_command
from kedro_incremental.places import relative_to
from kedro_incremental.records import find_records

TRUSTED = "trusted-"  # prefix of the names of records of trusted files


def is_verified(entry: Entry | None) -> bool:
    """Return whether an entry has `metadata: {kedro-incremental: {verify: true}}`."""
    return bool(option_of(entry, "verify"))


def check_pickles(catalog: Catalog, name: str) -> None:
    """Check that each file of a dataset with `verify: true` is as a run saved it.

    Raises:
        IncrementalError: the content of a file differs from its record.
    """
    entry = entry_of(catalog, name) if name in catalog else None
    if entry is None or not is_verified(entry):
        return
    records = find_records(catalog)
    for path, status in list_files(catalog, name, entry).items():
        record = records.find(_name_trusted(str(path), records.folder)) or {"files": {}}
        trusted = record["files"].get(str(path), {}).get("sha256")
        if stat_file(path, status=status).sha256 != trusted:
            raise IncrementalError(
                f"The file {path} is not the one that this project saved. It is not loaded, "
                "because loading a pickle executes code. Remove it and make it again with "
                f"{kedro_command('run')}; or, if you trust it, run "
                f"{kedro_command('incremental', 'trust', str(path))}."
            )


class VerifyingContext(KedroContext):
    """A context whose catalogs verify files in notebooks and scripts too, not only in runs.

    Enable it in the `settings.py` of a project::

        from kedro_incremental import VerifyingContext

        CONTEXT_CLASS = VerifyingContext

    A `DATA_CATALOG_CLASS` of the project's own is left as it is. Kedro uses it in runs only.
    """

    def _get_catalog(
        self, catalog_class: type = DataCatalog, *versions: Any, **options: Any
    ) -> CatalogProtocol[Any, Any]:
        """Create the catalog. Kedro calls this method with the catalog class to use."""
        if catalog_class is DataCatalog:
            catalog_class = compose_classes(VerifyingCatalog, CatalogCommandsMixin)
        return super()._get_catalog(catalog_class, *versions, **options)


class VerifyingCatalog(DataCatalog):
    """A catalog that verifies files as it loads them, and trusts those that it saves."""

    def load(self, ds_name: str, version: str | None = None) -> Any:
        """Load a dataset after verification.

        Raises:
            IncrementalError: the dataset has `verify: true`, and a file is not as a run saved it.
        """
        check_pickles(self, ds_name)
        return super().load(ds_name, version)

    def save(self, ds_name: str, data: Any) -> None:
        """Save a dataset and trust its files, so that other runners can save verified datasets."""
        super().save(ds_name, data)
        trust_files(self, ds_name)


def trust_files(catalog: Catalog, name: str) -> None:
    """Record the hashes of the files of a dataset with `verify: true`, which it has just saved."""
    entry = entry_of(catalog, name)
    if entry is not None and is_verified(entry):
        for path in list_files(catalog, name, entry):
            trust(catalog, str(path), path)


def trust(catalog: Catalog, address: str, content: Path) -> None:
    """Record the hash of a file that may be loaded.

    Args:
        catalog: catalog of the project.
        address: current or future location of the file.
        content: file with the content at that location.
    """
    records = find_records(catalog)
    files = {address: stat_file(content)._asdict()}
    records.save(_name_trusted(address, records.folder), {"files": files, "places": {}})


def _name_trusted(address: str, folder: str) -> str:
    """Return the name of the record of a trusted file, which is unchanged if a project is moved."""
    return f"{TRUSTED}{digest_json(relative_to(address, folder))}"

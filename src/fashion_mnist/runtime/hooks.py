"""The hooks of a run: set-up, checks and results.

Kedro imports this module before every command, so functions import what takes long to load.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fsspec
from fsspec.config import conf as stores  # fsspec's options by protocol
from fsspec.core import url_to_fs
from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog
from kedro.pipeline import Pipeline

from fashion_mnist.parameters.errors import InputError, how_to_install
from fashion_mnist.parameters.processor import set_up_tensorflow
from fashion_mnist.runtime.tensorflow_import import report_tensorflow_import
from kedro_incremental.datasets import Catalog, entry_of, list_files, list_in_stores
from kedro_incremental.lock import describe_process
from kedro_incremental.places import SCHEME, is_remote
from kedro_incremental.records import find_records

COLUMNS = ["name", "type", "path", "pipeline", "node", "bytes", "sha256"]


class StudyHooks:
    """Sets up TensorFlow and stores, checks a run before it starts, and reports its results."""

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Set up TensorFlow before anything imports it, and check the parameters."""
        set_up_tensorflow()
        report_tensorflow_import()
        from fashion_mnist.runtime.parameter_check import check_parameters_of

        check_parameters_of(context)

    @hook_impl
    def after_catalog_created(self, catalog: Catalog, conf_creds: Mapping[str, Any] | None) -> None:
        """Set the credentials by protocol, such as `s3`, for datasets that Kedro makes later."""
        use_credentials(conf_creds or {}, find_records(catalog).folder)

    @hook_impl(tryfirst=True)
    def before_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Check that the records can be written, if they are in a store, and that inputs exist."""
        from fashion_mnist.runtime.input_check import check_inputs

        write_run_description(find_records(catalog).folder)
        check_inputs(pipeline, catalog)

    @hook_impl(trylast=True)
    def after_pipeline_run(
        self, run_params: dict[str, Any], pipeline: Pipeline, catalog: DataCatalog
    ) -> None:
        """List the artifacts, and print tables."""
        from fashion_mnist.runtime.printed_tables import print_tables

        write_index(catalog, Path(run_params["project_path"]))
        print_tables(pipeline, catalog)


def write_index(catalog: DataCatalog, project: Path) -> None:
    """Save the dataset `artifact_index`: every artifact in the records that is on disk, by path.

    Paths in the project are relative to it.
    """
    import pandas as pd

    rows = []
    records = find_records(catalog).load().values()
    made = [(record, name) for record in records for name in record.get("outputs") or ()]
    in_stores = list_in_stores(catalog, {name for _, name in made})
    for record, name in made:
        entry = entry_of(catalog, name) or {}
        for path in in_stores.get(name) or list_files(catalog, name, entry):
            if state := record["files"].get(str(path)):
                is_inside = project in path.parents
                row = {
                    "name": name.partition("@")[0],
                    "type": entry["type"].rpartition(".")[2],
                    "path": path.relative_to(project).as_posix() if is_inside else str(path),
                    "pipeline": ",".join(record["tags"]),
                    "node": record["node"],
                    "bytes": state["bytes"],
                    "sha256": state["sha256"],
                }
                rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS).sort_values("path", ignore_index=True)
    catalog.save("artifact_index", table)


def use_credentials(credentials: Mapping[str, Any], address: str) -> None:
    """Set fsspec's credentials by protocol, and turn off its cache of listings.

    The cache would hide what another process has saved. It is turned off for the protocols of the
    credentials, which must be mappings, and of `address`.
    """
    protocols = {*credentials} & {*fsspec.available_protocols()}
    for protocol in {*protocols, *([address.partition(SCHEME)[0]] if is_remote(address) else ())}:
        options = credentials.get(protocol) or {}
        if not isinstance(options, dict):
            raise InputError(
                f"Expected names and values, such as `key` and `secret`, for {protocol} in "
                f"credentials.yml. Received a {type(options).__name__}."
            )
        stores[protocol] = {**stores.get(protocol, {}), "use_listings_cache": False, **options}


def write_run_description(folder: str) -> None:
    """Describe the run in a file next to records that are in a store, or raise InputError."""
    if not is_remote(folder):
        return
    address, content = f"{folder.rpartition('/')[0]}/.run.json", json.dumps(describe_process())
    try:
        filesystem, path = url_to_fs(address)
        filesystem.pipe_file(path, content.encode())
    except Exception as error:  # each store's library has its own errors
        advice = (
            "Check the credentials, which are in the environment or under "
            f"{address.partition(SCHEME)[0]!r} in conf/local/credentials.yml, and the address of "
            "the server."
        )
        if isinstance(error, ImportError | ValueError):
            advice = f"Install the store's library: for s3://, {how_to_install('cluster')}."
        elif isinstance(error, FileNotFoundError):
            advice = "Create the bucket, or correct its name."
        raise InputError(
            f"Expected to write {address}, as set by `data` in conf/*/globals.yml. Received: "
            f"{str(error) or type(error).__name__}. {advice}"
        ) from error

"""Stores of files that fsspec knows, such as S3: their credentials, and whether they answer."""

import json
from collections.abc import Mapping
from typing import Any

import fsspec
from fsspec.config import conf as stores  # fsspec's own, by protocol
from fsspec.core import url_to_fs

from fashion_mnist.parameters.errors import InputError, how_to_install
from kedro_incremental.lock import describe_process
from kedro_incremental.places import SCHEME, is_remote


def announce_run(folder: str) -> None:
    """Write a small file that tells of the run beside the folder of records, if in a store."""
    if is_remote(folder):
        check_store(f"{folder.rpartition('/')[0]}/.run.json", json.dumps(describe_process()))


def use_credentials(credentials: Mapping[str, Any], address: str) -> None:
    """Have fsspec use credentials by protocol; no store of theirs or of `address` is remembered.

    What another process has saved would not be seen otherwise.

    Raises:
        InputError: the credentials of a protocol are no names and values.
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


def check_store(address: str, content: str) -> None:
    """Write a file in a store.

    Raises:
        InputError: it cannot be written.
    """
    try:
        filesystem, path = url_to_fs(address)
        filesystem.pipe_file(path, content.encode())
    except Exception as error:  # of whichever library speaks to the store
        raise InputError(
            f"Expected to write {address}; `data` in conf/*/globals.yml says so. Received: "
            f"{str(error) or type(error).__name__}. {_advise(error, address.partition(SCHEME)[0])}"
        ) from error


def _advise(error: Exception, protocol: str) -> str:
    if isinstance(error, ImportError | ValueError):
        return f"Install what reads it: for s3://, {how_to_install('cluster')}."
    if isinstance(error, FileNotFoundError):
        return "Make the bucket, or correct its name."
    return (
        f"Check the credentials, which are in the environment or under {protocol!r} in "
        "conf/local/credentials.yml, and the address of the server."
    )

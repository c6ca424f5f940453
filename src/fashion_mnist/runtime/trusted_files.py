"""Pickles, which execute code when they are loaded: only those that the project saved are."""

from fashion_mnist.datasets.places import relate
from fashion_mnist.parameters.advised_commands import kedro_command
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.changes.current_state import RECORDS
from fashion_mnist.runtime.changes.dataset_files import (
    Catalog,
    Config,
    FileState,
    config_of,
    list_files,
    look_at,
)
from fashion_mnist.runtime.changes.node_code import digest

PICKLE = "PickleDataset"


def check_pickles(catalog: Catalog, name: str) -> None:
    """Raise InputError unless each pickle of a dataset is as the project saved it."""
    config = config_of(catalog, name)
    if config is None or not is_pickled(config) or config_of(catalog, RECORDS) is None:
        return
    known = _find_digests(catalog)
    for path in list_files(config):
        if look_at(path).sha256 != known.get(str(path)):
            raise InputError(
                f"Expected {path} as this project saved it. Received another file, which is not "
                f"opened, since pickles execute code. Remove it and run {kedro_command('run')}, "
                "which makes it again; or, if you trust it, run "
                f"{kedro_command('accept', str(path))}."
            )


def trust(catalog: Catalog, path: str, state: FileState) -> None:
    """Keep the digest of a file, as one that may be loaded."""
    config = config_of(catalog, RECORDS)
    if config is not None:
        place = relate(path, config["path"])  # which stays if the project is moved
        files = {path: state._asdict()}
        catalog.save(RECORDS, {f"trusted.{digest(place)}": {"files": files, "outputs": {}}})


def is_pickled(config: Config) -> bool:
    """Whether the files of an entry are pickles."""
    inner = config.get("dataset", "")
    types = (config.get("type"), inner if isinstance(inner, str) else inner.get("type"))
    return any(str(kind).endswith(PICKLE) for kind in types)


def _find_digests(catalog: Catalog) -> dict[str, str]:
    return {
        path: state["sha256"]
        for name, record in catalog.load(RECORDS).items()
        if name.startswith("trusted.")
        for path, state in record["files"].items()
    }

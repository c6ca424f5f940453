"""What a worker does: set up its process, run a node, tell what its files are."""

import logging
import random
import signal
import sys
import time
from collections.abc import Mapping
from types import BuiltinMethodType, MethodType
from typing import Any, NamedTuple, cast

import kedro.framework.project  # noqa: F401  sets up logging: later it would drop the forwarding
from distributed import Worker, WorkerPlugin, get_worker
from fsspec.config import conf as stores
from kedro.framework.hooks.manager import _NullPluginManager
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Node
from kedro.runner.task import Task

from kedro_incremental.code import CodeGraph
from kedro_incremental.dask.environment import Environment, describe_environment, find_differences
from kedro_incremental.datasets import (
    Catalog,
    Entry,
    FileState,
    list_files,
    may_hold_code,
    stat_file,
)
from kedro_incremental.errors import IncrementalError
from kedro_incremental.run_catalog import RunCatalog
from kedro_incremental.tracing import Ran, tracing

_LIBRARIES = {"dask", "distributed", "tornado"}


class NodeWork(NamedTuple):
    """A node with all that a worker needs to run it.

    Attributes:
        node: the node.
        entries: the catalog's entries of its datasets, and of the records.
        parameters: their values.
        load_versions: of versioned datasets, by their names.
        save_version: of the run.
        stores: the settings of fsspec's stores, by protocol.
        package: the package of the project.
        environment: what the process runs with that sent the node.
    """

    node: Node
    entries: dict[str, Entry]
    parameters: dict[str, Any]
    load_versions: dict[str, str]
    save_version: str | None
    stores: dict[str, Any]
    package: str
    environment: Environment


class NodeReport(NamedTuple):
    """What a worker tells of a node that it has run: all else is in the files."""

    worker: str
    seconds: float
    files: dict[str, FileState]
    ran: set[Ran] | None


class _WorkerCatalog(RunCatalog):
    """Saves nothing of a node that the run has given up."""

    def save(self, ds_name: str, data: object) -> None:
        """Save data under the name of a dataset.

        Raises:
            InterruptedError: nobody waits for the node any more.
        """
        if _is_given_up():
            raise InterruptedError(f"{ds_name} is not saved: its run has ended.")
        super().save(ds_name, data)


def run_node(work: NodeWork) -> NodeReport:
    """Run a node; an error says which, and where.

    Raises:
        IncrementalError: this process has other code than the one that sent the node.
    """
    worker, start = str(get_worker().name), time.perf_counter()
    differences = find_differences(work.environment, describe_environment(work.package))
    if differences:
        raise IncrementalError(
            f"Expected the code and libraries of this run on all workers. Received on the worker "
            f"{worker}: {'; '.join(differences)}."
        )
    whole = make_catalog(work)
    catalog = _WorkerCatalog(whole, work.node)
    try:
        with tracing(any(map(may_hold_code, work.entries.values()))) as trace:
            hooks: Any = _NullPluginManager()
            Task(work.node, cast(Catalog, catalog), False, hooks).execute()
        catalog.finish()
    except Exception as error:
        error.add_note(f"In the node {work.node.name} on the worker {worker}.")
        raise
    finally:
        catalog.give_up()
    files = find_states(whole, {name: work.entries[name] for name in work.node.outputs})
    located = None if trace.ran is None else CodeGraph().locate(trace.ran)
    return NodeReport(worker, time.perf_counter() - start, files, located)


def make_catalog(work: NodeWork) -> DataCatalog:
    """Return the catalog of a node, whose stores this process may now use."""
    stores.update(work.stores)
    catalog = DataCatalog.from_config(
        {name: dict(entry) for name, entry in work.entries.items()},
        load_versions=work.load_versions,
        save_version=work.save_version,
    )
    for name, value in work.parameters.items():
        catalog[name] = MemoryDataset(value)
    return catalog


def find_states(
    catalog: Catalog,
    entries: Mapping[str, Entry],
    known: Mapping[str, FileState] | None = None,
) -> dict[str, FileState]:
    """Return the states of the files of datasets, by their paths, where they may be known."""
    found = [path for name, entry in entries.items() for path in list_files(catalog, name, entry)]
    return {str(path): stat_file(path, (known or {}).get(str(path))) for path in found}


def _is_given_up() -> bool:
    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state == "cancelled"


class ProcessSetup(WorkerPlugin):
    """Keeps Dask from the random numbers of nodes, and has one process only answer for a run.

    That is the driver, to which what is logged is forwarded, and which an interrupt ends.
    """

    def __init__(self, package: str) -> None:
        """Take the package whose lines are forwarded."""
        self.package = package

    def setup(self, worker: Worker) -> None:
        """Set up the process of a worker."""
        give_private_randomness()
        log = logging.getLogger(self.package)
        log.setLevel(logging.INFO)
        log.propagate = False
        logging.getLogger("kedro").setLevel(logging.CRITICAL)  # the driver tells what has failed
        if worker.nanny:  # which ends the worker
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def teardown(self, worker: Worker) -> None:
        """Leave the lines to the process, as before."""
        logging.getLogger(self.package).propagate = True


class _PrivateRandom(random.Random):
    """Stands in for the module `random`."""

    Random = random.Random


def give_private_randomness() -> None:
    """Have Dask's modules draw from another generator than Python's global one.

    They draw while a node runs, for instance to estimate the size of a list.
    """
    own, shared = _PrivateRandom(), random.random.__self__  # type: ignore[attr-defined]
    for module in [m for name, m in sys.modules.items() if name.partition(".")[0] in _LIBRARIES]:
        for name, value in list(vars(module).items()):
            if value is random:
                setattr(module, name, own)
            elif isinstance(value, BuiltinMethodType | MethodType) and value.__self__ is shared:
                setattr(module, name, getattr(own, value.__name__))

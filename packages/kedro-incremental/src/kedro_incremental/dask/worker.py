"""The code that runs on a worker: setup of its process, and the execution of a node."""

import logging
import pickle
import random
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from types import BuiltinMethodType, MethodType
from typing import Any, NamedTuple, cast

import kedro.framework.project  # noqa: F401  configures logging; later it would undo forwarding
from distributed import Worker, WorkerPlugin, get_worker
from fsspec.config import conf as stores
from kedro.framework.hooks.manager import _NullPluginManager
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Node
from kedro.runner.task import Task

from kedro_incremental.code import CodeGraph
from kedro_incremental.dask.environment import Environment, describe_worker, find_differences
from kedro_incremental.datasets import (
    Catalog,
    Entry,
    FileState,
    entry_of,
    list_files,
    may_hold_code,
    stat_file,
)
from kedro_incremental.errors import IncrementalError
from kedro_incremental.run_catalog import RunCatalog
from kedro_incremental.tracing import Ran, tracing

_LIBRARIES = {"dask", "distributed", "tornado"}


class NodeWork(NamedTuple):
    """A node with everything that a worker needs to run it.

    Attributes:
        node: node to run.
        entries: catalog entries of its datasets and of the records, by name.
        parameters: values of its parameters, by name.
        load_versions: requested versions of versioned datasets, by name.
        save_version: version under which the run saves.
        stores: settings of fsspec's stores, by protocol.
        package: package of the project.
        environment: environment of the process that sent the node.
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
    """The report of a worker on a node that it has run; the results are in files.

    Attributes:
        worker: name of the worker.
        seconds: duration of the node.
        files: states of the saved files, by path.
        ran: functions of the project that were called, by module; None if they were not traced.
    """

    worker: str
    seconds: float
    files: dict[str, FileState]
    ran: set[Ran] | None


class _WorkerCatalog(RunCatalog):
    """A catalog that refuses to save once the run has cancelled its node."""

    def save(self, ds_name: str, data: object) -> None:
        """Save a dataset.

        Raises:
            InterruptedError: the run has cancelled the node.
        """
        if _is_cancelled():
            raise InterruptedError(f"{ds_name} is not saved: its run has ended.")
        super().save(ds_name, data)


def run_node(packed: bytes) -> NodeReport:
    """Run a node on this worker; errors get a note with the names of the node and the worker.

    Args:
        packed: the pickle of a `NodeWork`. Dask would unpickle the work itself in another thread.
            That imports modules, and imports in two threads at once can end in a deadlock.

    Raises:
        IncrementalError: this process has other code or libraries than the one that sent the node.
    """
    worker, start = str(get_worker().name), time.perf_counter()
    work: NodeWork = pickle.loads(packed)  # noqa: S301
    differences = find_differences(
        work.environment, describe_worker(work.package, work.environment)
    )
    if differences:
        raise IncrementalError(
            f"Expected the code and libraries of this run on all workers. Received on the worker "
            f"{worker}: {'; '.join(differences)}."
        )
    whole = make_catalog(work)
    catalog = _WorkerCatalog(whole, work.node)
    try:
        with tracing(any(map(may_hold_code, work.entries.values()))) as trace, catalog:
            hooks: Any = _NullPluginManager()
            Task(work.node, cast(Catalog, catalog), False, hooks).execute()
    except Exception as error:
        error.add_note(f"In the node {work.node.name} on the worker {worker}.")
        raise
    files = find_states(whole, entries_of(whole, work.node.outputs), catalog.uploaded)
    located = None if trace.ran is None else CodeGraph().locate(trace.ran)
    return NodeReport(worker, time.perf_counter() - start, files, located)


def make_catalog(work: NodeWork) -> DataCatalog:
    """Return the catalog of a node, and configure fsspec's stores for this process."""
    stores.update(work.stores)
    catalog = DataCatalog.from_config(
        {name: dict(entry) for name, entry in work.entries.items()},
        load_versions=work.load_versions,
        save_version=work.save_version,
    )
    for name, value in work.parameters.items():
        catalog[name] = MemoryDataset(value)
    return catalog


def entries_of(catalog: Catalog, names: Iterable[str]) -> dict[str, Entry]:
    """Return the entries of those datasets that have one, by name."""
    return {name: entry for name in names if (entry := entry_of(catalog, name)) is not None}


def find_states(
    catalog: Catalog,
    entries: Mapping[str, Entry],
    known: Mapping[str, FileState] | None = None,
) -> dict[str, FileState]:
    """Return the states of the files of datasets, by path.

    Args:
        catalog: catalog with the datasets.
        entries: entries of the datasets, by name.
        known: states by path that save reading files of the same size and time.
    """
    return {
        str(path): stat_file(path, (known or {}).get(str(path)), status)
        for name, entry in entries.items()
        for path, status in list_files(catalog, name, entry).items()
    }


def _is_cancelled() -> bool:
    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state == "cancelled"


class ProcessSetup(WorkerPlugin):
    """Prepares the process of a worker for a run.

    Dask gets its own random number generator, logs go to the driver only, and an interrupt ends
    the driver instead of the worker.
    """

    def __init__(self, package: str) -> None:
        """Set the package with the logger to forward."""
        self.package = package

    def setup(self, worker: Worker) -> None:
        """Set up the process of a worker."""
        give_private_randomness()
        log = logging.getLogger(self.package)
        log.setLevel(logging.INFO)
        log.propagate = False
        logging.getLogger("kedro").setLevel(logging.CRITICAL)  # the driver reports failures
        if worker.nanny:  # the nanny ends the worker
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def teardown(self, worker: Worker) -> None:
        """Restore the propagation of logs in this process."""
        logging.getLogger(self.package).propagate = True


class _PrivateRandom(random.Random):
    """A replacement for the module `random`, with a generator of its own."""

    Random = random.Random


def give_private_randomness() -> None:
    """Give Dask's modules a random number generator of their own.

    They draw random numbers while a node runs, for example to estimate the size of a list. With
    Python's global generator, this would change the results of seeded nodes.
    """
    own, shared = _PrivateRandom(), random.random.__self__  # type: ignore[attr-defined]
    for module in [m for name, m in sys.modules.items() if name.partition(".")[0] in _LIBRARIES]:
        for name, value in list(vars(module).items()):
            if value is random:
                setattr(module, name, own)
            elif isinstance(value, BuiltinMethodType | MethodType) and value.__self__ is shared:
                setattr(module, name, getattr(own, value.__name__))

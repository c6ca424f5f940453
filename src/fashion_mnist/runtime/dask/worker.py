"""What a worker does with a node."""

import time
from typing import NamedTuple, cast

from distributed import get_worker
from fsspec.config import conf as stores
from kedro.io import MemoryDataset
from kedro.pipeline import Pipeline
from kedro.runner import SequentialRunner

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.changes.dataset_files import FileState
from fashion_mnist.runtime.dask.agreement import describe_surroundings, find_differences
from fashion_mnist.runtime.dask.packing import NodeWork
from fashion_mnist.runtime.dask.shared_files import find_states


class NodeReport(NamedTuple):
    """What a worker says of a node that it has run: all else is in the files."""

    worker: str
    seconds: float
    files: dict[str, FileState]


class WorkerCatalog(AtomicCatalog):
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
        InputError: this process has other code than the one that sent the node.
    """
    worker, start = str(get_worker().name), time.perf_counter()
    differences = find_differences(work.surroundings, describe_surroundings(work.package))
    if differences:
        raise InputError(
            f"Expected the code and libraries of this run on all workers. Received on the worker "
            f"{worker}: {'; '.join(differences)}."
        )
    try:
        SequentialRunner().run(Pipeline([work.node]), make_catalog(work))
    except Exception as error:
        error.add_note(f"In the node {work.node.name} on the worker {worker}.")
        raise
    made = (work.entries[name] for name in work.node.outputs)
    return NodeReport(worker, time.perf_counter() - start, find_states(made))


def make_catalog(work: NodeWork) -> WorkerCatalog:
    """The catalog of a node, whose stores this process may now use."""
    stores.update(work.stores)
    catalog = cast(
        WorkerCatalog,
        WorkerCatalog.from_config(
            {name: dict(entry) for name, entry in work.entries.items()},
            load_versions=dict(work.versions.load),
            save_version=work.versions.save,
        ),
    )
    for name, value in work.parameters.items():
        catalog[name] = MemoryDataset(value)
    catalog.absent = work.absent
    return catalog


def _is_given_up() -> bool:
    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is None or task.state == "cancelled"

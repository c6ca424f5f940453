"""A runner that runs nodes on the workers of a Dask cluster."""

import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from graphlib import TopologicalSorter
from typing import ClassVar

from distributed import Client
from fsspec.config import conf as stores
from kedro.framework import project
from kedro.pipeline import Node, Pipeline
from pluggy import PluginManager

from kedro_incremental.dask.cluster import (
    check_workers,
    connect,
    dispatching,
    query_workers,
    silence_dask,
    start_local,
)
from kedro_incremental.dask.environment import Environment, describe_environment
from kedro_incremental.dask.worker import NodeReport, NodeWork, entries_of, find_states
from kedro_incremental.datasets import (
    Catalog,
    Entry,
    FileState,
    configuration_of,
    entry_of,
    is_parameter,
)
from kedro_incremental.errors import IncrementalError
from kedro_incremental.kedro_internals import load_version_of, save_version_of, value_of
from kedro_incremental.records import ENTRY
from kedro_incremental.runner import IncrementalRunner

log = logging.getLogger("kedro.runner")  # Kedro shows the messages of this logger
PATIENCE = 60.0  # seconds: network file systems cache the content of folders for this long
ByTag = Mapping[str, str]  # resource by the tag of the nodes that need it


class DaskRunner(IncrementalRunner):
    """Runs each node on a worker of a Dask cluster as soon as the nodes before it are done.

    Data pass between nodes through files. This process decides which nodes have to run, and keeps
    the records.

    Example:
        ::

            kedro run --runner=kedro_incremental.DaskRunner --runner-params=workers=4
    """

    preferred: ClassVar[ByTag] = {}  # resources that nodes use only if workers offer them

    def __init__(
        self,
        is_async: bool = False,
        everything: bool = False,
        scheduler: str | None = None,
        workers: int = 2,
        timeout: float = 5,
        worker_ttl: float = 300,
        resources: ByTag | None = None,
    ) -> None:
        """Configure the cluster of the runner.

        Args:
            is_async: has no effect, since each worker loads and saves its own data.
            everything: whether to run nodes that are up to date too.
            scheduler: address of a cluster; None to start a cluster on this machine.
            workers: number of worker processes of a cluster on this machine.
            timeout: seconds after which a scheduler counts as unreachable.
            worker_ttl: seconds of silence after which the node of a worker on this machine runs
                elsewhere; other clusters use their own `distributed.scheduler.worker-ttl`.
            resources: resource by tag; nodes with the tag run only on workers that offer it.
        """
        super().__init__(is_async, everything)
        self.scheduler = scheduler
        self.workers = workers
        self.timeout = timeout
        self.worker_ttl = worker_ttl
        self.resources = dict(resources or {})

    def _run(
        self,
        pipeline: Pipeline,
        catalog: Catalog,
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
    ) -> None:
        self._check_options()
        check_reach(pipeline, catalog)
        if not any(self._find_reasons(node) for node in pipeline.nodes):
            return
        silence_dask()
        with ExitStack() as stack:
            environment = self._find_environment(self.workers)
            local = start_local(self.workers, environment, self.worker_ttl)
            address = self.scheduler or stack.enter_context(local)
            client = stack.enter_context(connect(address, self.timeout))
            self._run_on(client, pipeline, catalog)

    def _find_environment(self, workers: int) -> dict[str, str]:
        """Return additional environment variables for each worker on this machine."""
        return {}

    def _check_options(self) -> None:
        """Raise IncrementalError with all invalid options."""
        problems = [
            f"{name}: expected a number above 0, received {value!r}"
            for name in ("workers", "timeout", "worker_ttl")
            if not isinstance(value := getattr(self, name), int | float)
            or isinstance(value, bool)
            or value <= 0
        ]
        if not isinstance(self.workers, int):
            problems.append(f"workers: expected a whole number, received {self.workers!r}")
        if problems:
            raise IncrementalError(
                f"Expected other parameters of the runner. Received: {'; '.join(problems)}."
            )

    def _run_on(self, client: Client, pipeline: Pipeline, catalog: Catalog) -> None:
        package = project.PACKAGE_NAME or ""
        detector = self._plan.detector
        libraries = {each for n in pipeline.nodes for each in detector.now.describe(n)["libraries"]}
        here = describe_environment(package, *sorted(libraries))
        workers = query_workers(client, package, here)
        check_workers(workers, here)
        offered = {name for worker in workers for name in worker.resources}
        check_offer(self.resources, offered)
        wanted = {**self.preferred, **self.resources}
        with dispatching(client, package) as dispatcher:
            waiting = TopologicalSorter(pipeline.node_dependencies)
            waiting.prepare()
            while waiting.is_active():
                ready = waiting.get_ready()
                for node in ready:
                    if self._find_reasons(node):
                        detector.begin(node)
                        work = pack(node, catalog, package, here)
                        dispatcher.send(work, find_resources(node, wanted, offered))
                    else:
                        waiting.done(node)
                if not ready:
                    node, report = dispatcher.take()
                    await_files(catalog, entries_of(catalog, node.outputs), report)
                    self._finish(node, report.seconds, report.ran, report.files)
                    self._log_node(node, report, len(pipeline.nodes))
                    waiting.done(node)

    def _log_node(self, node: Node, report: NodeReport, n_nodes: int) -> None:
        log.info(
            "[%d/%d] %s: %.1f s on the worker %s",
            self._n_run,
            n_nodes,
            node.name,
            report.seconds,
            report.worker,
        )


def pack(node: Node, catalog: Catalog, package: str, environment: Environment) -> NodeWork:
    """Return a node with everything that a worker needs: catalog entries instead of data."""
    names = [name for name in (*node.inputs, *node.outputs) if not is_parameter(name)]
    versions = {name: load_version_of(catalog, name) for name in names}
    return NodeWork(
        node,
        {n: entry for n in (*names, ENTRY) if (entry := configuration_of(catalog, n)) is not None},
        {name: value_of(catalog, name) for name in node.inputs if is_parameter(name)},
        {name: version for name, version in versions.items() if version},
        save_version_of(catalog),
        dict(stores),
        package,
        environment,
    )


def check_reach(pipeline: Pipeline, catalog: Catalog) -> None:
    """Raise IncrementalError if datasets of a pipeline are only in this process's memory."""
    names = {name for node in pipeline.nodes for name in (*node.inputs, *node.outputs)}
    hidden = [n for n in sorted(names) if not is_parameter(n) and entry_of(catalog, n) is None]
    if hidden:
        raise IncrementalError(
            "Expected datasets that all workers can reach, with entries in the catalog. Received "
            f"in this process's memory: {', '.join(hidden)}. Give them files, or run without a "
            "cluster."
        )


def check_offer(wanted: ByTag, offered: Iterable[str]) -> None:
    """Raise IncrementalError unless workers offer all wanted resources.

    Tasks would otherwise wait for ever.
    """
    lacking = sorted({*wanted.values()} - {*offered})
    if lacking:
        tags = ", ".join(sorted(tag for tag, name in wanted.items() if name in lacking))
        raise IncrementalError(
            f"Expected a worker that offers {', '.join(lacking)}, for the nodes of {tags}. "
            f"Received workers that offer: {', '.join(sorted(offered)) or 'nothing'}. Start one "
            f'with --resources "{lacking[0]}=1", or leave it out of `resources`.'
        )


def find_resources(node: Node, wanted: ByTag, offered: Iterable[str]) -> dict[str, float]:
    """Return the offered resources that a node's tags call for, with an amount of 1 each."""
    return {wanted[tag]: 1.0 for tag in sorted(node.tags & wanted.keys()) if wanted[tag] in offered}


def await_files(
    catalog: Catalog,
    entries: Mapping[str, Entry],
    report: NodeReport,
    patience: float = PATIENCE,
) -> None:
    """Wait until this process sees the files of datasets as a worker has saved them.

    Args:
        catalog: catalog of the run.
        entries: entries of the datasets, by name.
        report: report of the worker, with the states of the files.
        patience: maximum wait in seconds.

    Raises:
        IncrementalError: a file is missing here, or has other content.
    """
    deadline, there = time.monotonic() + patience, report.files
    while (here := find_states(catalog, entries, there)) != there:
        wrong = [path for path, state in there.items() if _differs(here.get(path), state)]
        if not wrong:
            return
        if time.monotonic() >= deadline:
            raise IncrementalError(
                f"Expected {wrong[0]} here as the worker {report.worker} has saved it. Received "
                f"{'another file' if wrong[0] in here else 'none'}: give the workers and "
                "this process the same storage at the same path."
            )
        time.sleep(0.1)


def _differs(here: FileState | None, there: FileState) -> bool:
    return here is None or here.sha256 != there.sha256

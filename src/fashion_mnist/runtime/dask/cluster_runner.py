"""A runner whose nodes are run by the workers of a Dask cluster."""

import logging
from contextlib import ExitStack
from graphlib import TopologicalSorter
from typing import ClassVar

from distributed import Client
from kedro.framework import project
from kedro.pipeline import Node, Pipeline
from pluggy import PluginManager

from fashion_mnist.runtime.changes.dataset_files import Catalog
from fashion_mnist.runtime.changes.selective_runner import SelectiveRunner
from fashion_mnist.runtime.dask.agreement import describe_surroundings
from fashion_mnist.runtime.dask.cluster import connect, quieten, start_local
from fashion_mnist.runtime.dask.dispatcher import dispatching
from fashion_mnist.runtime.dask.options import check_options
from fashion_mnist.runtime.dask.packing import Packer, check_reach
from fashion_mnist.runtime.dask.resources import ByTag, check_offer, find_demands
from fashion_mnist.runtime.dask.shared_files import await_files
from fashion_mnist.runtime.dask.worker import NodeReport
from fashion_mnist.runtime.dask.workers import ask_workers, check_workers

log = logging.getLogger(__name__)


class ClusterRunner(SelectiveRunner):
    """Runs each node on a worker, once the nodes before it are done; data pass through files.

    What has to be run is found here, where the records are kept too.
    """

    preferred: ClassVar[ByTag] = {}  # resources that nodes ask for where workers offer them

    def __init__(
        self,
        is_async: bool = False,
        everything: bool = False,
        scheduler: str | None = None,
        workers: int = 2,
        timeout: float = 5,
        resources: ByTag | None = None,
    ) -> None:
        """Take `Options`, which are checked once the run starts; `is_async` changes nothing."""
        super().__init__(is_async, everything)
        self._options = {
            "scheduler": scheduler,
            "workers": workers,
            "timeout": timeout,
            "resources": resources or {},
        }

    def _run(
        self,
        pipeline: Pipeline,
        catalog: Catalog,
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
    ) -> None:
        options = check_options(self._options)
        self._check(pipeline)
        check_reach(pipeline, catalog)
        if pipeline.nodes:
            quieten()
            with ExitStack() as stack:
                local = start_local(options.workers, self._find_environment(options.workers))
                address = options.scheduler or stack.enter_context(local)
                client = stack.enter_context(connect(address, options.timeout))
                self._run_on(client, pipeline, catalog, options.resources)

    def _find_environment(self, workers: int) -> dict[str, str]:
        """What each worker on this machine has in its environment, beside what is in this one."""
        return {}

    def _run_on(
        self,
        client: Client,
        pipeline: Pipeline,
        catalog: Catalog,
        resources: ByTag,
    ) -> None:
        package = project.PACKAGE_NAME or ""
        here, workers = describe_surroundings(package), ask_workers(client, package)
        check_workers(workers, here)
        offered = {name for worker in workers for name in worker.resources}
        check_offer(resources, offered)
        packer, wanted = Packer(catalog, package, here), {**self.preferred, **resources}
        with dispatching(client, package) as dispatcher:
            waiting = TopologicalSorter(pipeline.node_dependencies)
            waiting.prepare()
            while waiting.is_active():
                ready = waiting.get_ready()
                for node in ready:
                    if self._find_reasons(node):
                        dispatcher.send(packer.pack(node), find_demands(node, wanted, offered))
                    else:
                        waiting.done(node)
                if not ready:
                    node, report = dispatcher.take()
                    entries = packer.find_entries(node.outputs)
                    await_files([*entries.values()], report.files, report.worker)
                    self._finish(node, report.seconds)
                    self._tell(node, report, len(pipeline.nodes))
                    waiting.done(node)

    def _tell(self, node: Node, report: NodeReport, n_nodes: int) -> None:
        log.info(
            "[%d/%d] %s: %.1f s on the worker %s",
            self._n_run,
            n_nodes,
            node.name,
            report.seconds,
            report.worker,
        )

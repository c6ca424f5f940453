"""Nodes on their way to workers and back."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, Queue
from typing import Any
from uuid import uuid4

from distributed import CancelledError, Client, Future, KilledWorker
from kedro.pipeline import Node

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.packing import NodeWork
from fashion_mnist.runtime.dask.process_setup import ProcessSetup
from fashion_mnist.runtime.dask.worker import NodeReport, run_node

log = logging.getLogger(__name__)


class Dispatcher:
    """Sends nodes to the workers of a cluster, each by itself, and takes what they report.

    A worker that dies takes with it what it has told nobody yet: one node, as each is taken at
    once, and results are in files.
    """

    a_while = 30.0  # seconds

    def __init__(self, client: Client) -> None:
        """Take a client of the cluster."""
        self.client = client
        self._running: dict[Future[NodeReport], Node] = {}
        self._done: Queue[Future[NodeReport]] = Queue()

    def send(self, work: NodeWork, demands: Mapping[str, float]) -> None:
        """Have a node run by any worker that offers what it demands."""
        key = f"{work.node.name}-{uuid4().hex}"
        future = self.client.submit(
            run_node, work, key=key, pure=False, resources=dict(demands) or None
        )
        self._running[future] = work.node
        future.add_done_callback(self._done.put)

    def take(self) -> tuple[Node, NodeReport]:
        """Wait for a node that has been run.

        Raises:
            InputError: workers died of it, or the scheduler is gone.
            Exception: what its function raised.
        """
        future = self._wait()
        node = self._running.pop(future)
        try:
            return node, future.result()
        except KilledWorker as error:
            raise InputError(
                f"Expected workers that live on. Received: {error.allowed_failures + 1} died while "
                f"they ran {node.name}, of too little memory perhaps."
            ) from error
        except CancelledError as error:
            raise InputError(
                "Expected the scheduler to live on. Received no answer from it: the same command "
                "goes on where this run was, once there is a scheduler."
            ) from error
        except Exception:
            log.error("%s failed", node.name)
            raise

    def give_up(self) -> None:
        """Cancel what is running: nothing of it is saved any more; workers with nannies restart."""
        if self._running:
            keys = {future.key for future in self._running}
            busy = self._find_busy(keys)
            self.client.cancel(list(self._running))
            end = time.monotonic() + self.a_while
            while self._find_busy(keys) and time.monotonic() < end:
                time.sleep(0.02)  # what a restart overtakes is begun again elsewhere
            self.client.restart_workers(self._with_nannies(busy), raise_for_error=False)
        self._running.clear()

    def _find_busy(self, keys: set[Any]) -> list[str]:
        """The workers that the scheduler says are at these."""
        held = self.client.processing().items()
        return [worker for worker, theirs in held if keys & {*theirs}]

    def _wait(self) -> Future[NodeReport]:
        while True:
            try:
                return self._done.get(timeout=self.a_while)
            except Empty:
                if self.client.status == "running" and not self._know_workers():
                    log.warning("No worker is left: waiting for one")

    def _with_nannies(self, addresses: list[str]) -> list[str]:
        known = self._know_workers()
        return [address for address in addresses if known.get(address, {}).get("nanny")]

    def _know_workers(self) -> dict[str, dict[str, Any]]:
        return dict(self.client.scheduler_info()["workers"])


@contextmanager
def dispatching(client: Client, package: str) -> Iterator[Dispatcher]:
    """A dispatcher that gives up what is running at the end, with what workers log told here."""
    dispatcher, plugin = Dispatcher(client), f"process-setup-{package}"
    client.register_plugin(ProcessSetup(package), plugin)
    client.forward_logging(package)
    try:
        yield dispatcher
    finally:
        if client.status == "running":
            client.unforward_logging(package)
            dispatcher.give_up()
            client.unregister_worker_plugin(plugin)

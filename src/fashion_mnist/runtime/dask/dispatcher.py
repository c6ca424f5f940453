"""Nodes on their way to workers and back."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from distributed import CancelledError, Client, Future, KilledWorker, wait
from kedro.pipeline import Node

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.packing import NodeWork
from fashion_mnist.runtime.dask.worker import NodeReport, run_node

log = logging.getLogger(__name__)


class Dispatcher:
    """Sends nodes to the workers of a cluster, each by itself, and takes what they report."""

    def __init__(self, client: Client) -> None:
        """Take a client of the cluster."""
        self.client = client
        self._running: dict[str, Node] = {}
        self._done = as_completed(loop=client.loop)
        self._futures: set[Future[NodeReport]] = set()

    def send(self, work: NodeWork, demands: Mapping[str, float]) -> None:
        """Have a node run by any worker that offers what it demands."""
        key = f"{work.node.name}-{uuid4().hex}"
        future = self.client.submit(
            run_node, work, key=key, pure=False, resources=dict(demands) or None
        )
        self._running[key] = work.node
        self._done.add(future)

    def take(self) -> tuple[Node, NodeReport]:
        """Wait for a node that has been run.

        Raises:
            InputError: workers died of it, or the scheduler is gone.
            Exception: what its function raised.
        """
        future = next(self._done)
        node = self._running.pop(future.key)
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
        if self._running and self.client.status == "running":
            keys = {future.key for future in self._running}
            held = self.client.processing().items()
            busy = [worker for worker, theirs in held if keys & {*theirs}]
            self.client.cancel(list(self._running))
            self.client.restart_workers(self._with_nannies(busy), raise_for_error=False)
        self._running.clear()

    def _with_nannies(self, addresses: list[str]) -> list[str]:
        known: dict[str, Any] = self.client.scheduler_info()["workers"]
        return [address for address in addresses if known.get(address, {}).get("nanny")]


@contextmanager
def dispatching(client: Client) -> Iterator[Dispatcher]:
    """A dispatcher that gives up what is running at the end, with what workers log told here."""
    dispatcher = Dispatcher(client)
    client.forward_logging()
    try:
        yield dispatcher
    finally:
        dispatcher.give_up()
        if client.status == "running":
            client.unforward_logging()

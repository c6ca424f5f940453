"""The Dask cluster of a run: connection, checks of the workers, and dispatch of nodes."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from queue import Empty, Queue
from typing import Any, NamedTuple
from uuid import uuid4

import cloudpickle
import dask
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster
from distributed.comm.addressing import resolve_address
from kedro.pipeline import Node

from kedro_incremental.dask.environment import (
    Environment,
    describe_worker,
    find_differences,
    find_other_threads,
)
from kedro_incremental.dask.worker import NodeReport, NodeWork, ProcessSetup, run_node
from kedro_incremental.errors import IncrementalError

log = logging.getLogger("kedro.runner")  # Kedro shows the messages of this logger
SILENCE = 30.0  # seconds without a message after which the run reports a worker


@contextmanager
def connect(scheduler: str, timeout: float) -> Iterator[Client]:
    """Connect to the scheduler of a cluster.

    Args:
        scheduler: address, such as `tcp://HOST:8786`.
        timeout: seconds to wait for the scheduler, and again for a worker.

    Raises:
        IncrementalError: no scheduler answered in time, or it has no workers.
    """
    with ExitStack() as stack:
        try:
            resolve_address(scheduler)  # a client with an invalid address would not close cleanly
            client = stack.enter_context(Client(scheduler, timeout=timeout, set_as_default=False))
            client.wait_for_workers(1, timeout)
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise IncrementalError(
                f"Expected a Dask scheduler with workers at {scheduler}. Received within "
                f"{timeout:g} s: {error or 'nothing'}. Start `dask scheduler` and `dask worker`, "
                "or leave out `scheduler` to start workers on this machine."
            ) from error
        yield client


@contextmanager
def start_local(workers: int, environment: Mapping[str, str], worker_ttl: float) -> Iterator[str]:
    """Start a cluster on this machine and yield its address.

    The settings override two defaults of Dask: one thread for NumPy per worker, and an equal share
    of the memory, beyond which Dask kills a worker.

    Args:
        workers: number of worker processes.
        environment: environment variables of the workers.
        worker_ttl: seconds without a message after which Dask runs a worker's node elsewhere.
    """
    settings = {
        "distributed.nanny.pre-spawn-environ": {"DASK_LOGGING__DISTRIBUTED": "critical"},
        "distributed.scheduler.worker-ttl": f"{worker_ttl} s",
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            env=dict(environment),
        ) as cluster,
    ):
        yield cluster.scheduler_address


class WorkerInfo(NamedTuple):
    """A worker: its name, number of threads, offered resources and software environment.

    The environment is an exception if the worker failed to describe it.
    """

    name: str
    threads: int
    resources: dict[str, float]
    environment: Environment | Exception


def query_workers(client: Client, package: str, here: Environment) -> list[WorkerInfo]:
    """Query all workers of a cluster for their environments.

    Args:
        client: client of the cluster.
        package: package of the project, which each worker imports.
        here: environment of this process, whose libraries are compared.
    """
    answers = client.run(describe_worker, package, here, on_error="return")
    known: dict[str, Any] = client.scheduler_info()["workers"]
    return [
        WorkerInfo(str(found["name"]), found["nthreads"], found["resources"], answers[address])
        for address, found in sorted(known.items())
        if address in answers
    ]


def check_workers(workers: list[WorkerInfo], here: Environment) -> None:
    """Check that all workers have the code and libraries of this process.

    A different number of threads for NumPy only causes a warning.

    Raises:
        IncrementalError: workers differ; the message names them and the differences.
    """
    problems = [f"{w.name}: {problem}" for w in workers for problem in _find_problems(w, here)]
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise IncrementalError(
            f"Expected workers with the code and libraries of this process. Received:\n{lines}\n"
            "Restart them from the same commit, with the same requirements and --nthreads 1."
        )
    for worker in workers:
        if isinstance(worker.environment, dict):
            for other in find_other_threads(here, worker.environment):
                log.warning("%s has %s: the last digits may differ", worker.name, other)


def _find_problems(worker: WorkerInfo, here: Environment) -> Iterator[str]:
    if isinstance(worker.environment, Exception):
        yield f"{type(worker.environment).__name__}: {worker.environment}"
    else:
        yield from find_differences(here, worker.environment)
    if worker.threads != 1:  # the threads of a process share the global random state
        yield f"{worker.threads} threads instead of 1"


class Dispatcher:
    """Sends nodes to the workers of a cluster, one task per node, and receives their reports.

    If a worker dies, only the node that it was running is lost: reports are received at once, and
    results are in files.
    """

    silence = SILENCE

    def __init__(self, client: Client) -> None:
        """Create a dispatcher for the cluster of a client."""
        self.client = client
        self._running: dict[Future[NodeReport], Node] = {}
        self._done: Queue[Future[NodeReport]] = Queue()

    def send(self, work: NodeWork, resources: Mapping[str, float]) -> None:
        """Submit a node to any worker that offers the resources."""
        key = f"{work.node.name}-{uuid4().hex}"
        packed = cloudpickle.dumps(work)
        future = self.client.submit(
            run_node, packed, key=key, pure=False, resources=dict(resources) or None
        )
        self._running[future] = work.node
        future.add_done_callback(self._done.put)

    def take(self) -> tuple[Node, NodeReport]:
        """Wait for the next finished node, and return it with its report.

        Raises:
            IncrementalError: workers died while running the node, or the scheduler is gone.
            Exception: any exception that the node raised.
        """
        future = self._wait()
        node = self._running.pop(future)
        try:
            return node, future.result()
        except KilledWorker as error:
            raise IncrementalError(
                f"Expected workers to keep running. Received: {error.allowed_failures + 1} died "
                f"while running {node.name}, perhaps because of too little memory."
            ) from error
        except CancelledError as error:
            raise IncrementalError(
                "Expected the scheduler to keep running. Received no answer from it. Start a "
                "scheduler and repeat the command: it resumes where this run stopped."
            ) from error
        except Exception:
            log.error("%s failed", node.name)
            raise

    def give_up(self) -> None:
        """Cancel the running nodes, which then save nothing, and restart workers with nannies."""
        if self._running:
            keys = {future.key for future in self._running}
            busy = self._find_busy(keys)
            self.client.cancel(list(self._running))
            end = time.monotonic() + self.silence
            while self._find_busy(keys) and time.monotonic() < end:
                time.sleep(0.02)  # an earlier restart would make Dask run the nodes elsewhere
            self.client.restart_workers(self._with_nannies(busy), raise_for_error=False)
        self._running.clear()

    def _find_busy(self, keys: set[Any]) -> list[str]:
        """Return the workers that run any of these tasks, according to the scheduler."""
        processing = self.client.processing().items()
        return [worker for worker, tasks in processing if keys & {*tasks}]

    def _wait(self) -> Future[NodeReport]:
        while True:
            try:
                return self._done.get(timeout=self.silence)
            except Empty:
                if self.client.status == "running":
                    self._warn_of_silence()

    def _warn_of_silence(self) -> None:
        """Log which workers with a node are silent, or that no worker is left."""
        known = self._find_workers()
        if not known:
            log.warning("No worker is left: waiting for one")
        names = {future.key: node.name for future, node in self._running.items()}
        for address, keys in self.client.processing().items():
            seen = known.get(address, {}).get("last_seen")
            silent = time.time() - seen if seen else 0  # seconds
            for key in keys if silent > self.silence else ():
                log.warning(
                    "The worker %s, which runs %s, has not answered for %.0f s: the node will run "
                    "on another worker once Dask gives this one up (worker-ttl)",
                    known[address].get("name", address),
                    names.get(key, key),
                    silent,
                )

    def _with_nannies(self, addresses: list[str]) -> list[str]:
        known = self._find_workers()
        return [address for address in addresses if known.get(address, {}).get("nanny")]

    def _find_workers(self) -> dict[str, dict[str, Any]]:
        return dict(self.client.scheduler_info()["workers"])


@contextmanager
def dispatching(client: Client, package: str) -> Iterator[Dispatcher]:
    """Yield a dispatcher, forward the workers' logs, and cancel running nodes at the end."""
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


def silence_dask() -> None:
    """Limit Dask's logs to critical messages, since the run reports errors itself."""
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

"""The cluster of a run: who is there, who runs what, and what becomes of a node."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from queue import Empty, Queue
from typing import Any, NamedTuple
from uuid import uuid4

import dask
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster
from distributed.comm.addressing import resolve_address
from kedro.pipeline import Node

from kedro_incremental.dask.environment import (
    Environment,
    describe_environment,
    find_differences,
    find_other_threads,
)
from kedro_incremental.dask.worker import NodeReport, NodeWork, ProcessSetup, run_node
from kedro_incremental.errors import IncrementalError

log = logging.getLogger("kedro.runner")  # whose lines Kedro shows
SILENCE = 30.0  # seconds without a word after which is told of a worker


@contextmanager
def connect(scheduler: str, timeout: float) -> Iterator[Client]:
    """Give a client of the cluster at an address.

    Raises:
        IncrementalError: nobody answers there within `timeout` seconds, or it has no workers.
    """
    with ExitStack() as stack:
        try:
            resolve_address(scheduler)  # a client fails at an address that is none half-open
            client = stack.enter_context(Client(scheduler, timeout=timeout, set_as_default=False))
            client.wait_for_workers(1, timeout)
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise IncrementalError(
                f"Expected a Dask scheduler with workers at {scheduler}. Received within "
                f"{timeout:g} s: {error or 'nothing'}. Start `dask scheduler` and `dask worker`, "
                "or leave `scheduler` out, which starts workers on this machine."
            ) from error
        yield client


@contextmanager
def start_local(workers: int, environment: Mapping[str, str], worker_ttl: float) -> Iterator[str]:
    """Give the address of a cluster on this machine, whose workers have this environment.

    Dask would give them one thread for NumPy, and an equal share of the memory, above which it
    kills them.

    Args:
        workers: how many processes.
        environment: variables for them.
        worker_ttl: seconds without a word after which a worker's node is run elsewhere.
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
    """A worker: what it calls itself, its threads, what it offers, and what it runs with."""

    name: str
    threads: int
    resources: dict[str, float]
    environment: Environment | Exception


def ask_workers(client: Client, package: str) -> list[WorkerInfo]:
    """Return all workers of a cluster."""
    answers = client.run(describe_environment, package, on_error="return")
    known: dict[str, Any] = client.scheduler_info()["workers"]
    return [
        WorkerInfo(str(found["name"]), found["nthreads"], found["resources"], answers[address])
        for address, found in sorted(known.items())
        if address in answers
    ]


def check_workers(workers: list[WorkerInfo], here: Environment) -> None:
    """Raise IncrementalError, with their names, unless all workers run what this process would."""
    problems = [f"{w.name}: {problem}" for w in workers for problem in _find_problems(w, here)]
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise IncrementalError(
            f"Expected workers with the code and libraries of this process. Received:\n{lines}\n"
            "Start them anew from the same commit, the same requirements and with --nthreads 1."
        )
    for worker in workers:
        if isinstance(worker.environment, dict):
            for other in find_other_threads(here, worker.environment):
                log.warning("%s has %s: last digits may differ", worker.name, other)


def _find_problems(worker: WorkerInfo, here: Environment) -> Iterator[str]:
    if isinstance(worker.environment, Exception):
        yield f"{type(worker.environment).__name__}: {worker.environment}"
    else:
        yield from find_differences(here, worker.environment)
    if worker.threads != 1:  # the seeds of random numbers are a process's
        yield f"{worker.threads} threads in the place of 1"


class Dispatcher:
    """Sends nodes to the workers of a cluster, each by itself, and takes what they report.

    A worker that dies takes with it what it has told nobody yet: one node, as each is taken at
    once, and results are in files.
    """

    silence = SILENCE

    def __init__(self, client: Client) -> None:
        """Take a client of the cluster."""
        self.client = client
        self._running: dict[Future[NodeReport], Node] = {}
        self._done: Queue[Future[NodeReport]] = Queue()

    def send(self, work: NodeWork, resources: Mapping[str, float]) -> None:
        """Have a node run by any worker that offers the resources."""
        key = f"{work.node.name}-{uuid4().hex}"
        future = self.client.submit(
            run_node, work, key=key, pure=False, resources=dict(resources) or None
        )
        self._running[future] = work.node
        future.add_done_callback(self._done.put)

    def take(self) -> tuple[Node, NodeReport]:
        """Wait for a node that has been run.

        Raises:
            IncrementalError: workers died of it, or the scheduler is gone.
            Exception: what its function raised.
        """
        future = self._wait()
        node = self._running.pop(future)
        try:
            return node, future.result()
        except KilledWorker as error:
            raise IncrementalError(
                f"Expected workers that live on. Received: {error.allowed_failures + 1} died while "
                f"they ran {node.name}, of too little memory perhaps."
            ) from error
        except CancelledError as error:
            raise IncrementalError(
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
            end = time.monotonic() + self.silence
            while self._find_busy(keys) and time.monotonic() < end:
                time.sleep(0.02)  # what a restart overtakes is begun again elsewhere
            self.client.restart_workers(self._with_nannies(busy), raise_for_error=False)
        self._running.clear()

    def _find_busy(self, keys: set[Any]) -> list[str]:
        """Return the workers that the scheduler says are at these."""
        held = self.client.processing().items()
        return [worker for worker, theirs in held if keys & {*theirs}]

    def _wait(self) -> Future[NodeReport]:
        while True:
            try:
                return self._done.get(timeout=self.silence)
            except Empty:
                if self.client.status == "running":
                    self._tell_of_silence()

    def _tell_of_silence(self) -> None:
        """Tell which workers at a node have not been heard of, or that none is left."""
        known = self._know_workers()
        if not known:
            log.warning("No worker is left: waiting for one")
        names = {future.key: node.name for future, node in self._running.items()}
        for address, keys in self.client.processing().items():
            seen = known.get(address, {}).get("last_seen")
            mute = time.time() - seen if seen else 0
            for key in keys if mute > self.silence else ():
                log.warning(
                    "The worker %s, which runs %s, has not answered for %.0f s: its node runs "
                    "elsewhere once Dask gives it up (worker-ttl)",
                    known[address].get("name", address),
                    names.get(key, key),
                    mute,
                )

    def _with_nannies(self, addresses: list[str]) -> list[str]:
        known = self._know_workers()
        return [address for address in addresses if known.get(address, {}).get("nanny")]

    def _know_workers(self) -> dict[str, dict[str, Any]]:
        return dict(self.client.scheduler_info()["workers"])


@contextmanager
def dispatching(client: Client, package: str) -> Iterator[Dispatcher]:
    """Give a dispatcher that gives up what is running at the end; what workers log is told here."""
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


def quieten() -> None:
    """Have Dask log only what it cannot go on from: the run tells the rest in its own words."""
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

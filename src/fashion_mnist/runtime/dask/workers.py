"""The checks of the workers before a run."""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from distributed import Client

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.agreement import (
    Surroundings,
    describe_surroundings,
    find_differences,
    find_other_threads,
)

log = logging.getLogger(__name__)


class Worker(NamedTuple):
    """A worker: what it calls itself, its threads, what it offers, and what it runs with."""

    name: str
    threads: int
    resources: dict[str, float]
    surroundings: Surroundings | Exception


def ask_workers(client: Client, package: str) -> list[Worker]:
    """All workers of a cluster."""
    answers = client.run(describe_surroundings, package, on_error="return")
    known: dict[str, Any] = client.scheduler_info()["workers"]
    return [
        Worker(str(found["name"]), found["nthreads"], found["resources"], answers[address])
        for address, found in sorted(known.items())
        if address in answers
    ]


def check_workers(workers: list[Worker], here: Surroundings) -> None:
    """Raise InputError, with their names, unless all workers run what this process would."""
    problems = [
        f"{worker.name}: {problem}" for worker in workers for problem in _find(worker, here)
    ]
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise InputError(
            f"Expected workers with the code and libraries of this process. Received:\n{lines}\n"
            "Start them anew from the same commit, the same requirements and with --nthreads 1."
        )
    for worker in workers:
        if isinstance(worker.surroundings, dict):
            for other in find_other_threads(here, worker.surroundings):
                log.warning("%s has %s: last digits may differ", worker.name, other)


def _find(worker: Worker, here: Surroundings) -> Iterator[str]:
    if isinstance(worker.surroundings, Exception):
        yield f"{type(worker.surroundings).__name__}: {worker.surroundings}"
    else:
        yield from find_differences(here, worker.surroundings)
    if worker.threads != 1:  # the seeds of random numbers are a process's
        yield f"{worker.threads} threads in the place of 1"

"""The cluster of a run: one that is there, or one of this machine that ends with the run."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import dask
from distributed import Client, LocalCluster
from distributed.comm.addressing import resolve_address

from fashion_mnist.parameters.errors import InputError


@contextmanager
def connect(scheduler: str, timeout: float) -> Iterator[Client]:
    """A client of the cluster at an address.

    Raises:
        InputError: nobody answers there within `timeout` seconds, or it has no workers.
    """
    with ExitStack() as stack:
        try:
            resolve_address(scheduler)  # a client fails at an address that is none half-open
            client = stack.enter_context(Client(scheduler, timeout=timeout, set_as_default=False))
            client.wait_for_workers(1, timeout)
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise InputError(
                f"Expected a Dask scheduler with workers at {scheduler}. Received within "
                f"{timeout:g} s: {error or 'nothing'}. Start `dask scheduler` and `dask worker`, "
                "or leave `scheduler` out, which starts workers on this machine."
            ) from error
        yield client


@contextmanager
def start_local(workers: int, environment: Mapping[str, str]) -> Iterator[str]:
    """The address of a cluster on this machine, whose workers have this process's environment.

    Dask would give them one thread for NumPy, and an equal share of the memory, above which it
    kills them.
    """
    before_spawn = {"DASK_LOGGING__DISTRIBUTED": "critical"}  # in the place of Dask's own
    with (
        dask.config.set({"distributed.nanny.pre-spawn-environ": before_spawn}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            env=dict(environment),
        ) as cluster,
    ):
        yield cluster.scheduler_address


def quieten() -> None:
    """Have Dask log only what it cannot go on from: the run tells the rest in its own words."""
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

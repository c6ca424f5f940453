"""What happens to the process of a worker before it runs nodes."""

import logging
import signal

import kedro.framework.project  # noqa: F401  sets up logging: later it would drop the forwarding
from distributed import Worker, WorkerPlugin

from fashion_mnist.runtime.dask.private_randomness import give_private_randomness


class ProcessSetup(WorkerPlugin):
    """Keeps Dask from the random numbers of nodes, and has one process only answer for a run.

    That is the driver, to which what is logged is forwarded, and which an interrupt ends.
    """

    def __init__(self, package: str) -> None:
        """Take the package whose lines are forwarded."""
        self.package = package

    def setup(self, worker: Worker) -> None:
        """Set up the process of a worker."""
        give_private_randomness()
        log = logging.getLogger(self.package)
        log.setLevel(logging.INFO)
        log.propagate = False
        logging.getLogger("kedro").setLevel(logging.CRITICAL)  # the driver tells what has failed
        if worker.nanny:  # which ends the worker
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def teardown(self, worker: Worker) -> None:
        """Leave the lines to the process, as before."""
        logging.getLogger(self.package).propagate = True

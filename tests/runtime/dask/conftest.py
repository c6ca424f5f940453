import logging

import pytest
from kedro.framework import project

from fashion_mnist.runtime.dask.private_randomness import give_private_randomness


@pytest.fixture(scope="package")
def cluster():
    """Two workers in threads of this process, which offer a GPU each.

    Dask gets random numbers of its own: it draws some now and then after its end too, which would
    unsettle what other tests have seeded.
    """
    distributed = pytest.importorskip("distributed")
    give_private_randomness()
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        resources={"GPU": 1},
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as found:
        yield found


@pytest.fixture
def client(cluster):
    distributed = pytest.importorskip("distributed")
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as found:
        yield found


@pytest.fixture
def in_project(monkeypatch):
    """As in a run of the project, but that this process, which is the workers', is left alone."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(project, "PACKAGE_NAME", "fashion_mnist")
    setup = "fashion_mnist.runtime.dask.process_setup.ProcessSetup.setup"
    monkeypatch.setattr(setup, lambda self, worker: None)
    for name in ("forward_logging", "unforward_logging"):
        monkeypatch.setattr(distributed.Client, name, lambda self, package: None)

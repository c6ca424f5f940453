import logging
from types import SimpleNamespace

import pytest

pytest.importorskip("distributed")

from fashion_mnist.runtime.dask.process_setup import ProcessSetup


def test_what_a_package_logs_leaves_the_process_only_forwarded(monkeypatch):
    kedro, package = logging.getLogger("kedro"), logging.getLogger("shop")
    monkeypatch.setattr(kedro, "level", kedro.level)
    worker, setup = SimpleNamespace(nanny=None), ProcessSetup("shop")
    setup.setup(worker)
    assert (package.level, package.propagate) == (logging.INFO, False)
    setup.teardown(worker)
    assert package.propagate

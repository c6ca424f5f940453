import gc
import time

import pytest

pytest.importorskip("distributed")

from distributed import Client

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.cluster import connect


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "no address:x", "ftp://127.0.0.1:1"])
def test_a_scheduler_that_does_not_answer_is_told_in_time(address):
    start = time.monotonic()
    with (
        pytest.raises(InputError, match=f"a Dask scheduler with workers at {address}"),
        connect(address, timeout=0.5),
    ):
        pass
    assert time.monotonic() - start < 5
    clients = [held for held in gc.get_objects() if type(held) is Client]
    assert {client.status for client in clients} <= {"closed"}


def test_a_cluster_that_answers_is_given(cluster):
    with connect(cluster.scheduler_address, timeout=5) as client:
        assert client.submit(len, "abc").result() == 3

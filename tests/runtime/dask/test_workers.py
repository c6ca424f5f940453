import logging

import pytest

pytest.importorskip("distributed")

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.dask.workers import Worker, ask_workers, check_workers

HERE = {
    "code": {"shop": "a1"},
    "version": {"python": "3.11.7"},
    "threads": {"OMP_NUM_THREADS": "8"},
}


def worker(surroundings, threads=1):
    return Worker("anna", threads, {}, surroundings)


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        (worker(HERE | {"code": {"shop": "b2"}}), "anna: other code of shop"),
        (worker(HERE | {"version": {"python": "3.12.1"}}), "anna: python 3.12.1, here 3.11.7"),
        (worker(HERE, threads=4), "anna: 4 threads in the place of 1"),
        (worker(ModuleNotFoundError("shop")), "anna: ModuleNotFoundError: shop"),
    ],
)
def test_workers_that_would_compute_something_else_are_named(other, problem):
    with pytest.raises(InputError, match=problem):
        check_workers([worker(HERE)._replace(name="berta"), other], HERE)


def test_other_numbers_of_threads_are_told(caplog):
    there = HERE | {"threads": {"OMP_NUM_THREADS": "1"}}
    with caplog.at_level(logging.WARNING):
        check_workers([worker(there)], HERE)
    assert caplog.messages == ["anna has OMP_NUM_THREADS=1, here 8: last digits may differ"]


def test_each_worker_is_asked(client):
    found = ask_workers(client, "fashion_mnist")
    assert {each.name for each in found} == {"0", "1"}
    assert [each.threads for each in found] == [1, 1]
    assert found[0].resources == {"GPU": 1}
    check_workers(found, found[0].surroundings)


def test_a_worker_without_the_package_says_so(client):
    found = ask_workers(client, "shop_of_nobody")
    with pytest.raises(InputError, match="1: ModuleNotFoundError: shop_of_nobody"):
        check_workers(found, HERE)

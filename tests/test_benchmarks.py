import pytest
from benchmarks.cluster import simulate
from kedro.pipeline import Pipeline, node


def do(*_):
    return 1


NODES = Pipeline(
    [
        node(do, "raw", "a", name="a"),
        node(do, "a", "b", name="b"),
        node(do, "a", "c", name="c"),
        node(do, ["b", "c"], "d", name="d"),
    ]
)
SECONDS = {"a": 1, "b": 2, "c": 5, "d": 1}


@pytest.mark.parametrize(("workers", "seconds"), [(1, 9), (2, 7), (32, 7)])
def test_nodes_wait_for_those_before_them_and_for_a_worker(workers, seconds):
    assert simulate(NODES, SECONDS, workers, sending=0) == seconds


def test_sending_takes_its_time():
    assert simulate(NODES, SECONDS, 1, sending=0.5) == 11

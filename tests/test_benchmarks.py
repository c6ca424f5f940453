import pytest
from benchmarks.cluster import simulate
from benchmarks.data import load_split
from benchmarks.svm import stock_scikit_learn
from benchmarks.timing import InProcess
from kedro.pipeline import Pipeline, node
from sklearn import decomposition, svm

from fashion_mnist.classical.pipelines import Step, build_estimator
from fashion_mnist.parameters.errors import InputError


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
STOCK = {"decomposition.PCA": decomposition.PCA, "svm.SVC": svm.SVC}
SECONDS = {"a": 1, "b": 2, "c": 5, "d": 1}


@pytest.mark.parametrize(("workers", "seconds"), [(1, 9), (2, 7), (32, 7)])
def test_nodes_wait_for_those_before_them_and_for_a_worker(workers, seconds):
    assert simulate(NODES, SECONDS, workers, sending=0) == seconds


def test_sending_takes_its_time():
    assert simulate(NODES, SECONDS, 1, sending=0.5) == 11


def test_the_other_support_vector_machine_is_that_of_scikit_learn():
    steps = [Step.model_validate({"type": f"sklearn.{name}"}) for name in STOCK]
    with stock_scikit_learn():
        assert [*map(type, build_estimator(steps, 0))] == [*STOCK.values()]
    assert not {*map(type, build_estimator(steps, 0))} & {*STOCK.values()}


@pytest.mark.bad_input
def test_a_benchmark_in_its_own_process_tells_that_the_data_are_missing():
    with pytest.raises(InputError, match="Expected prepared data"):
        InProcess(load_split, "nowhere")

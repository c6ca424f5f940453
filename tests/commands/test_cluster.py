"""A run on a Dask cluster of two processes; the plugin's tests kill workers and schedulers."""

import pytest
from projects import KEDRO, copy_project, run

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

PREDICTIONS = "07_model_output/**/*predictions.parquet"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copy_project(tmp_path_factory.mktemp("cluster") / "project")


@pytest.fixture(scope="module")
def printed(project):
    """What a run of everything printed."""
    return run([KEDRO, "run", "--env=smoke", "--runner=fashion_mnist.runtime.DaskRunner"], project)


@pytest.mark.usefixtures("printed")
def test_every_prediction_is_that_of_a_sequential_run(project, smoke_project):
    on_cluster, sequential = (
        {path.relative_to(folder): path.read_bytes() for path in folder.glob(PREDICTIONS)}
        for folder in (project / "data/smoke", smoke_project / "data/smoke")
    )
    assert len(sequential) >= 18
    assert on_cluster == sequential


def test_each_node_is_told_with_its_worker_and_each_epoch_once(printed):
    told = [line for line in printed.splitlines() if " on the worker " in line]
    n_nodes = len({line.split()[2] for line in told})
    assert len(told) == n_nodes > 100
    assert f"Ran {n_nodes} nodes; 0 were up to date" in printed
    assert len({line.split()[-1] for line in told}) == 2
    assert printed.count("resnet epoch 4/4") == 1
    assert "may differ" not in printed

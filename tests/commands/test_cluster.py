"""What becomes of a run on a Dask cluster of two processes, whatever happens to them."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from projects import KEDRO, copy_project, run

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

DASK = str(Path(sys.executable).with_name("dask"))
RUNNER = "--runner=fashion_mnist.runtime.DaskRunner"
RUN = [KEDRO, "run", "--env=smoke", RUNNER]
# A fit that takes a while; and one that does not, which is done before.
LONG = ["--namespaces=cnn,knn", "--params=cnn.training.epochs=60"]
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@contextmanager
def start(*command, folder, log):
    """A Dask process in a session of its own, which ends with the test."""
    places = {"PYTHONPATH": str(folder / "src"), "TMPDIR": str(log.parent)}
    environment = os.environ | places | dict.fromkeys(THREADS, str(os.cpu_count()))
    with (
        log.open("w") as file,
        subprocess.Popen(
            [DASK, *command],
            cwd=folder,
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        ) as process,
    ):
        yield process
        process.terminate()


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copy_project(tmp_path_factory.mktemp("cluster") / "project")


@pytest.fixture(scope="module")
def cluster(project, tmp_path_factory):
    """The address of a scheduler with two workers, anna and berta."""
    logs = tmp_path_factory.mktemp("dask")
    place = logs / "scheduler.json"
    options = {"folder": project}
    found = ["--scheduler-file", str(place)]
    worker = ["worker", *found, "--nthreads=1", "--no-dashboard", "--name"]
    with (
        start("scheduler", *found, "--port=0", "--no-dashboard", log=logs / "scheduler", **options),
        start(*worker, "anna", log=logs / "anna", **options),
        start(*worker, "berta", log=logs / "berta", **options),
        distributed.Client(scheduler_file=str(place), set_as_default=False) as client,
    ):
        client.wait_for_workers(2, timeout=60)
        yield json.loads(place.read_text())["address"]


@pytest.fixture(scope="module")
def remotely(cluster):
    return [*RUN, f"--runner-params=scheduler={cluster}"]


@pytest.fixture(scope="module")
def finished(project, remotely):
    """What a run of everything printed."""
    return run(remotely, project)


@pytest.fixture
def client(cluster, finished):
    with distributed.Client(cluster, set_as_default=False) as found:
        found.wait_for_workers(2, timeout=60)
        yield found


def files_in(project, pattern):
    data = project / "data/smoke"
    return {path.relative_to(data): path.read_bytes() for path in sorted(data.glob(pattern))}


@contextmanager
def running_until(line, command, project):
    """A run in a session of its own, and what it printed up to a line."""
    with subprocess.Popen(
        command,
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        printed = ""
        while line not in printed:
            printed += (found := process.stdout.readline())
            assert found, printed
        yield process, printed


def is_alive(group):
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_every_prediction_is_that_of_a_sequential_run(finished, project, smoke_project):
    pattern = "07_model_output/**/*predictions.parquet"
    predictions = files_in(smoke_project, pattern)
    assert len(predictions) >= 18
    assert files_in(project, pattern) == predictions


def test_each_node_is_told_with_its_worker_and_each_epoch_once(finished):
    told = [line for line in finished.splitlines() if " on the worker " in line]
    n_nodes = len({line.split()[2] for line in told})
    assert len(told) == n_nodes > 100
    assert f"Ran {n_nodes} nodes; 0 were up to date" in finished
    assert {line.split()[-1] for line in told} == {"anna", "berta"}
    assert finished.count("cnn epoch 6/6") == 1
    assert "may differ" not in finished


@pytest.mark.fault
def test_a_killed_worker_costs_the_node_that_it_ran(client, project, remotely):
    pids = client.run(os.getpid)
    command = [*remotely[:-1], f"{remotely[-1]},everything=true", *LONG]
    with running_until("cnn epoch 2/", command, project) as (process, before):
        (busy,) = {
            address
            for address, keys in client.processing().items()
            if any(key.startswith("cnn.fit-") for key in keys)
        }
        os.kill(pids[busy], signal.SIGKILL)
        printed = before + process.communicate(timeout=120)[0]
    assert process.returncode == 0, printed
    assert printed.count("cnn epoch 1/60") == 2
    for name in ("cnn.fit", "knn.fit", "cnn.predict_test", "knn.predict_test"):
        assert printed.count(f"] {name}: ") == 1, name
    assert not list((project / "data/smoke").rglob(".partial-*"))
    assert "Ran 0 nodes" in run([*remotely, *LONG], project)


@pytest.mark.fault
def test_an_interrupt_leaves_nothing_at_work(client, project, remotely):
    command = [*remotely, *LONG, "--params=cnn.training.epochs=61"]
    with running_until("cnn epoch 2/", command, project) as (process, _):
        os.killpg(process.pid, signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in printed
    assert not any(client.processing().values())
    client.wait_for_workers(2, timeout=60)
    assert not any(client.call_stack().values())


@pytest.mark.fault
def test_an_interrupt_ends_the_workers_of_this_machine(finished, project):
    command = [*RUN, *LONG, "--params=cnn.training.epochs=62"]
    with running_until("cnn epoch 2/", command, project) as (process, _):
        os.killpg(process.pid, signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in printed
    deadline = time.monotonic() + 10
    while is_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(process.pid)


@pytest.mark.fault
def test_a_run_goes_on_where_it_was_when_the_scheduler_died(finished, project, tmp_path):
    place = tmp_path / "scheduler.json"
    found = ["--scheduler-file", str(place)]
    options = {"folder": project}
    worker = ["worker", *found, "--nthreads=1", "--no-dashboard", "--name=carla"]
    with (
        start("scheduler", *found, "--port=0", log=tmp_path / "scheduler", **options) as scheduler,
        start(*worker, log=tmp_path / "carla", **options),
    ):
        while not place.exists():
            time.sleep(0.1)
        address = json.loads(place.read_text())["address"]
        command = [*RUN, f"--runner-params=scheduler={address},timeout=30", *LONG]
        command += ["--params=cnn.training.epochs=63"]
        with running_until("cnn epoch 2/", command, project) as (process, _):
            scheduler.kill()
            printed, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Expected the scheduler to keep running" in printed
    assert "Traceback" not in printed

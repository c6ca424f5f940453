"""Tests of runs on Dask clusters of several processes, some of which are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

KEDRO = "import sys; from kedro.framework.cli import main; sys.exit(main())"
RUN = [sys.executable, "-c", KEDRO, "run", "--runner=kedro_incremental.DaskRunner"]
DASK = str(Path(sys.executable).with_name("dask"))


def run_in_folder(command, folder, output):
    """Start a command that leads a process group of its own, so that a signal reaches all of it."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src")},
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def project(bare):
    """Return the demo project with a dataset for each result.

    A training writes its process to `data/fits` and waits until the file `data/go` exists.
    """
    bare.give_files()
    bare.edit(
        "src/demo/models.py",
        '    """Fit a line through the origin."""\n',
        """
    import os, pathlib, time
    with open("data/fits", "a") as file:
        print(os.getpid(), file=file)
    while not pathlib.Path("data/go").exists():
        time.sleep(0.05)
""",
    )
    return bare


def await_fits(project, n):
    """Wait until the training has started `n` times, and return the processes."""
    started = project.folder / "data/fits"
    deadline = time.monotonic() + 60
    while not (started.exists() and len(started.read_text().split()) >= n):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return [int(pid) for pid in started.read_text().split()]


def let_fits_end(project):
    project.write("data/go", "")


@contextmanager
def start_cluster(folder, logs, workers=2):
    """Start a scheduler with workers; yield its process and its address."""
    place = logs / "scheduler.json"
    found = ["--scheduler-file", str(place), "--no-dashboard"]
    worker = [DASK, "worker", *found, "--nthreads=1", "--name"]
    with (logs / "cluster.log").open("w") as log:
        processes = [run_in_folder([DASK, "scheduler", *found, "--port=0"], folder, log)]
        for number in range(workers):
            processes.append(run_in_folder([*worker, f"worker{number}"], folder, log))
        try:
            with distributed.Client(scheduler_file=str(place), set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=60)
            yield processes[0], json.loads(place.read_text())["address"]
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait(60)


def start_run(project, *options):
    return run_in_folder([*RUN, *options], project.folder, subprocess.PIPE)


def is_alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_worker_costs_its_node_and_an_interrupt_leaves_nothing_at_work(project, tmp_path):
    with (
        start_cluster(project.folder, tmp_path) as (_, address),
        distributed.Client(address, set_as_default=False) as client,
    ):
        running = start_run(project, f"--runner-params=scheduler={address}")
        (busy,) = await_fits(project, 1)
        os.kill(busy, signal.SIGKILL)
        assert len(set(await_fits(project, 2))) == 2
        let_fits_end(project)
        printed, _ = running.communicate(timeout=120)
        assert running.returncode == 0, printed
        assert "Ran 10 nodes; 0 were up to date" in " ".join(printed.split())
        for name in ("price", "fit", "predict", "report"):
            assert printed.count(f"] {name}: ") == 1, name
        assert not list(project.folder.rglob(".partial-*"))
        assert project.changed() == set()

        before = project.read()
        del before["data/fits"], before["data/go"]
        (project.folder / "data/go").unlink()
        other = "--params=degree=2"
        running = start_run(project, f"--runner-params=scheduler={address}", other)
        await_fits(project, 3)
        os.killpg(running.pid, signal.SIGINT)
        printed, _ = running.communicate(timeout=60)
        assert running.returncode != 0
        assert "Traceback" not in printed
        assert not any(client.processing().values())
        client.wait_for_workers(2, timeout=60)
        assert not any(client.call_stack().values())
    after = project.read()
    del after["data/fits"]
    assert after == before


def test_an_interrupt_ends_the_workers_of_this_machine(project):
    running = start_run(project)
    await_fits(project, 1)
    os.killpg(running.pid, signal.SIGINT)
    printed, _ = running.communicate(timeout=60)
    assert running.returncode != 0
    assert "Traceback" not in printed
    deadline = time.monotonic() + 10
    while is_alive(running.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_alive(running.pid)


def test_a_run_goes_on_where_it_was_when_the_scheduler_died(project, tmp_path):
    with start_cluster(project.folder, tmp_path, workers=1) as (scheduler, address):
        running = start_run(project, f"--runner-params=scheduler={address},timeout=30")
        await_fits(project, 1)
        scheduler.kill()
        printed, _ = running.communicate(timeout=120)
    assert running.returncode == 1
    assert "Expected the scheduler to keep running" in " ".join(printed.split())
    assert "Traceback" not in printed
    assert {"price", "discount"}.isdisjoint(project.changed())
    let_fits_end(project)
    printed, _ = start_run(project).communicate(timeout=120)
    assert "] fit: " in printed
    assert "] discount: " not in printed

"""Tests of the runner for Dask clusters."""

import logging
import os
import signal
import threading
import time
import traceback
from unittest.mock import MagicMock

import numpy as np
import pytest

distributed = pytest.importorskip("distributed")

from distributed import CancelledError, KilledWorker  # noqa: E402
from kedro.framework import project  # noqa: E402
from kedro.io import CachedDataset, DataCatalog, DatasetError, MemoryDataset  # noqa: E402
from kedro.pipeline import Pipeline, node  # noqa: E402

from kedro_incremental import DaskRunner, IncrementalError  # noqa: E402
from kedro_incremental.dask import runner as dask_runner  # noqa: E402
from kedro_incremental.dask import worker as dask_worker  # noqa: E402
from kedro_incremental.dask.cluster import (  # noqa: E402
    Dispatcher,
    WorkerInfo,
    check_workers,
    connect,
)
from kedro_incremental.dask.environment import (  # noqa: E402
    describe_environment,
    digest_sources,
    find_differences,
)
from kedro_incremental.dask.runner import await_files, pack  # noqa: E402
from kedro_incremental.dask.worker import NodeReport, give_private_randomness  # noqa: E402
from kedro_incremental.datasets import entry_of  # noqa: E402

PACKAGE = "kedro_incremental"


@pytest.fixture(scope="module")
def cluster():
    """Start two workers in threads of this process, each with a resource GPU."""
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
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as found:
        yield found


@pytest.fixture
def in_project(monkeypatch):
    """Set the package as a run does, but leave the process alone: it also hosts the workers."""
    monkeypatch.setattr(project, "PACKAGE_NAME", PACKAGE)
    monkeypatch.setattr(dask_worker.ProcessSetup, "setup", lambda self, worker: None)
    for name in ("forward_logging", "unforward_logging"):
        monkeypatch.setattr(distributed.Client, name, lambda self, package: None)


def double(number, factor):
    return factor * number


def halve(number):
    return number // 2


def fail(number):
    raise ZeroDivisionError(f"{number} of a bug")


def refuse(number):
    raise IncrementalError(f"Expected less. Received {number}.")


def not_json(number):
    return object()


entered, leave = threading.Event(), threading.Event()


def linger(number):
    entered.set()
    leave.wait(10)
    return number


DOUBLE = node(double, ["a", "params:factor"], "b", name="double")
HALVE = node(halve, "b", "c", name="halve")
LAST = node(halve, "c", "d", name="last", tags="networks")


@pytest.fixture
def catalog(tmp_path):
    entries = {
        name: {"type": "json.JSONDataset", "filepath": f"{tmp_path}/{name}.json"} for name in "abcd"
    }
    records = {"type": "kedro_incremental.RecordsDataset", "path": f"{tmp_path}/.records"}
    catalog = DataCatalog.from_config(entries | {"node_records": records})
    catalog["params:factor"] = MemoryDataset(2)
    catalog.save("a", 10)
    return catalog


@pytest.fixture
def run(cluster, catalog, caplog, in_project):
    """Return a function that runs nodes on the cluster and returns the names of those that ran."""

    def run(*nodes, **options):
        caplog.clear()
        with caplog.at_level(logging.INFO):
            runner = DaskRunner(scheduler=cluster.scheduler_address, **options)
            runner.run(Pipeline([*nodes]), catalog)
        return [line.split()[1].strip(":") for line in caplog.messages if "on the worker" in line]

    return run


def test_nodes_run_in_dependency_order(run, catalog):
    assert run(LAST, HALVE, DOUBLE) == ["double", "halve", "last"]
    assert [catalog.load(name) for name in "bcd"] == [20, 10, 5]


def test_up_to_date_nodes_are_not_sent(run, catalog, caplog):
    run(LAST, HALVE, DOUBLE)
    assert run(LAST, HALVE, DOUBLE) == []
    assert "Ran 0 nodes; 3 were up to date" in caplog.messages
    catalog.save("a", 11)
    assert run(LAST, HALVE, DOUBLE) == ["double", "halve", "last"]
    assert run(LAST, HALVE, DOUBLE, everything=True) == ["double", "halve", "last"]


def test_nodes_after_an_unchanged_output_are_skipped(run, catalog):
    run(LAST, HALVE, DOUBLE)
    catalog.save("a", 10.0)  # other bytes
    assert run(DOUBLE, HALVE, LAST)[:2] == ["double", "halve"]
    catalog.save("c", 10)
    assert run(LAST, HALVE, DOUBLE) == ["halve"]


def test_cached_datasets_are_saved_and_loaded(run, catalog, tmp_path):
    catalog["b"] = CachedDataset({"type": "json.JSONDataset", "filepath": f"{tmp_path}/b.json"})
    assert run(DOUBLE, HALVE) == ["double", "halve"]
    assert (tmp_path / "b.json").read_text() == "20"
    assert run(DOUBLE, HALVE) == []


def test_the_libraries_of_the_nodes_are_compared(run, monkeypatch):
    compared = []
    monkeypatch.setattr(dask_runner, "check_workers", lambda workers, here: compared.append(here))
    run(DOUBLE)
    assert "kedro-datasets" in compared[0]["version"]
    assert "numpy" not in describe_environment("")["version"]
    assert describe_environment("", "numpy")["version"]["numpy"] == np.__version__


def test_an_error_names_its_node_and_keeps_its_traceback(run, client):
    with pytest.raises(ZeroDivisionError, match="10 of a bug") as caught:
        run(node(fail, "a", "b", name="broken"), HALVE)
    assert caught.value.__notes__[0].startswith("In the node broken on the worker ")
    assert "in fail" in "".join(traceback.format_exception(caught.value))
    assert not any(client.processing().values())


def test_an_incremental_error_keeps_its_message(run, caplog):
    with pytest.raises(IncrementalError) as caught:
        run(node(refuse, "a", "b", name="refusing"))
    assert str(caught.value) == "Expected less. Received 10."
    assert "refusing failed" in caplog.messages


def test_a_dataset_error_on_a_worker_is_a_dataset_error_here(run, tmp_path):
    with pytest.raises(DatasetError, match="not JSON serializable"):
        run(node(not_json, "a", "b", name="saving"))
    assert not (tmp_path / "b.json").exists()


def test_nodes_running_at_a_failure_save_nothing(run, client, tmp_path):
    entered.clear()
    leave.clear()
    with pytest.raises(ZeroDivisionError):
        run(node(linger, "a", "c", name="lingering"), node(fail, "a", "b", name="broken"))
    assert not any(client.processing().values())
    leave.set()
    deadline = time.monotonic() + 10
    while any(client.call_stack().values()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert {path.name for path in tmp_path.glob("[!.]*.json")} == {"a.json"}


def test_a_missing_resource_is_refused_before_the_start(run, tmp_path):
    with pytest.raises(IncrementalError, match="Expected a worker that offers TPU"):
        run(DOUBLE, HALVE, LAST, resources={"networks": "TPU"})
    assert not (tmp_path / "b.json").exists()


def test_an_offered_resource_is_used(run, monkeypatch):
    asked = {}
    send = Dispatcher.send

    def note(self, work, resources):
        asked[work.node.name] = resources
        send(self, work, resources)

    monkeypatch.setattr(Dispatcher, "send", note)
    monkeypatch.setattr(DaskRunner, "preferred", {"networks": "GPU", "films": "DISK"})
    run(DOUBLE, HALVE, LAST)
    assert asked == {"double": {}, "halve": {}, "last": {"GPU": 1}}


def test_a_later_worker_with_other_code_refuses_nodes(client, catalog, in_project):
    here = describe_environment(PACKAGE)
    dispatcher = Dispatcher(client)
    dispatcher.send(pack(DOUBLE, catalog, PACKAGE, here | {"code": {PACKAGE: "other"}}), {})
    with pytest.raises(IncrementalError, match=rf"on the worker \d: other code of {PACKAGE}"):
        dispatcher.take()


class Probe:
    """A function that returns whether it runs in the thread that unpickled it."""

    def __init__(self):
        self.thread = threading.get_ident()

    def __reduce__(self):
        return Probe, ()

    def __call__(self, a):
        return self.thread == threading.get_ident()


def test_a_node_is_unpickled_in_the_thread_that_runs_it(client, catalog, in_project):
    """Unpickling imports modules; imports in two threads at once can end in a deadlock."""
    probe = node(Probe(), "a", "c", name="probe")
    dispatcher = Dispatcher(client)
    dispatcher.send(pack(probe, catalog, PACKAGE, describe_environment(PACKAGE)), {})
    dispatcher.take()
    assert catalog.load("c")


class Lost:
    """A future that has failed."""

    def __init__(self, error):
        self.error = error

    def result(self):
        raise self.error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KilledWorker("fit-1", None, 3), "Received: 4 died while running halve"),
        (CancelledError("fit-1"), "Expected the scheduler to keep running"),
    ],
)
def test_errors_of_dask_are_explained(client, error, message):
    dispatcher, future = Dispatcher(client), Lost(error)
    dispatcher._running[future] = HALVE
    dispatcher._done.put(future)
    with pytest.raises(IncrementalError, match=message):
        dispatcher.take()


def test_invalid_options_are_refused(run):
    with pytest.raises(IncrementalError, match="workers: expected a number above 0, received 0"):
        run(DOUBLE, workers=0)


def test_no_cluster_is_needed_if_all_nodes_are_up_to_date(run, catalog):
    run(DOUBLE)
    DaskRunner(scheduler="tcp://127.0.0.1:1").run(Pipeline([DOUBLE]), catalog)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://"])
def test_a_missing_scheduler_is_reported(address):
    with pytest.raises(IncrementalError, match="Expected a Dask scheduler"), connect(address, 0.3):
        pass


def test_the_loss_of_all_workers_is_reported(client, catalog, monkeypatch, caplog, in_project):
    monkeypatch.setattr(Dispatcher, "silence", 0.05)
    monkeypatch.setattr(Dispatcher, "_find_workers", lambda self: {})
    entered.clear()
    leave.clear()
    dispatcher = Dispatcher(client)
    lingering = node(linger, "a", "c", name="lingering")
    dispatcher.send(pack(lingering, catalog, PACKAGE, describe_environment(PACKAGE)), {})
    threading.Thread(target=lambda: (entered.wait(10) and time.sleep(0.5)) or leave.set()).start()
    dispatcher.take()
    assert "No worker is left: waiting for one" in caplog.messages


def test_a_silent_worker_is_reported(client, catalog, monkeypatch, caplog, in_project):
    monkeypatch.setattr(Dispatcher, "silence", 0.05)
    know = Dispatcher._find_workers
    old = {"last_seen": time.time() - 42}
    monkeypatch.setattr(
        Dispatcher, "_find_workers", lambda s: {a: w | old for a, w in know(s).items()}
    )
    entered.clear()
    leave.clear()
    dispatcher = Dispatcher(client)
    lingering = node(linger, "a", "c", name="lingering")
    dispatcher.send(pack(lingering, catalog, PACKAGE, describe_environment(PACKAGE)), {})
    threading.Thread(target=lambda: (entered.wait(10) and time.sleep(0.5)) or leave.set()).start()
    dispatcher.take()
    assert "which runs lingering, has not answered for 42 s" in caplog.text


def test_workers_restart_only_after_the_scheduler_has_cancelled(
    client, catalog, monkeypatch, in_project
):
    """Otherwise the scheduler would send the nodes of a restarted worker to another one."""
    at_work = []
    monkeypatch.setattr(
        client,
        "restart_workers",
        lambda workers, **_: at_work.extend(any(client.processing().values()) for _ in workers),
    )
    monkeypatch.setattr(Dispatcher, "_with_nannies", lambda self, addresses: addresses)
    entered.clear()
    leave.clear()
    dispatcher = Dispatcher(client)
    lingering = node(linger, "a", "c", name="lingering")
    dispatcher.send(pack(lingering, catalog, PACKAGE, describe_environment(PACKAGE)), {})
    assert entered.wait(10)
    client.scheduler_comm.interval = 0.3  # between messages: this one waits
    client._send_to_scheduler({"op": "client-releases-keys", "keys": [], "client": client.id})
    dispatcher.give_up()
    leave.set()
    assert at_work == [False]


def test_an_unresponsive_scheduler_does_not_block_cancellation(monkeypatch):
    monkeypatch.setattr(Dispatcher, "silence", 0.05)
    deaf = MagicMock()
    deaf.submit.return_value.key = "lingering"
    deaf.processing.return_value = {"busy": ["lingering"], "idle": []}
    deaf.scheduler_info.return_value = {"workers": {"busy": {"nanny": "tcp://127.0.0.1:1"}}}
    dispatcher = Dispatcher(deaf)
    dispatcher.send(MagicMock(), {})
    dispatcher.give_up()
    deaf.restart_workers.assert_called_once_with(["busy"], raise_for_error=False)


def test_data_in_memory_are_refused(run):
    with pytest.raises(IncrementalError, match="in this process's memory: elsewhere"):
        run(node(halve, "a", "elsewhere", name="hidden"), node(halve, "elsewhere", "b", name="h"))


def test_workers_with_other_code_or_libraries_are_refused():
    here = {"code": {"p": "1"}, "version": {"numpy": "2"}, "threads": {"OMP_NUM_THREADS": "2"}}
    there = {"code": {"p": "2"}, "version": {"numpy": "3"}, "threads": {"OMP_NUM_THREADS": "1"}}
    assert find_differences(here, there) == ["other code of p", "numpy 3, here 2"]
    with pytest.raises(IncrementalError, match=r"w: other code of p\n  w: numpy 3, here 2\n"):
        check_workers([WorkerInfo("w", 1, {}, there)], here)
    with pytest.raises(IncrementalError, match="w: 2 threads instead of 1"):
        check_workers([WorkerInfo("w", 2, {}, here)], here)


def test_other_numbers_of_threads_are_logged(caplog):
    here = {"code": {}, "version": {}, "threads": {"OMP_NUM_THREADS": "2"}}
    there = here | {"threads": {"OMP_NUM_THREADS": "1"}}
    check_workers([WorkerInfo("w", 1, {}, there)], here)
    assert "w has OMP_NUM_THREADS=1, here 2: the last digits may differ" in caplog.text


def test_the_digest_of_a_package_depends_on_its_files(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "digested").mkdir()
    (tmp_path / "digested/__init__.py").write_text("a = 1")
    before = digest_sources("digested")
    (tmp_path / "digested/__init__.py").write_text("a = 2")
    assert digest_sources("digested") != before


def test_a_different_or_missing_file_is_reported(catalog, tmp_path):
    states = dask_worker.find_states(catalog, {"a": entry_of(catalog, "a")})
    other = {path: state._replace(bytes=0, sha256="other") for path, state in states.items()}
    entries = {"a": entry_of(catalog, "a")}
    await_files(catalog, entries, NodeReport("w", 1.0, states, None))
    with pytest.raises(IncrementalError, match="Received another file"):
        await_files(catalog, entries, NodeReport("w", 1.0, other, None), patience=0.01)
    (tmp_path / "a.json").unlink()
    with pytest.raises(IncrementalError, match="Received none"):
        await_files(catalog, entries, NodeReport("w", 1.0, states, None), patience=0.01)


def test_dask_does_not_use_the_global_random_generator():
    import random

    from dask.sizeof import sizeof

    give_private_randomness()
    random.seed(0)
    expected = random.Random(0).random()  # noqa: S311
    sizeof([np.arange(3)] * 1000)
    assert random.random() == expected  # noqa: S311


@pytest.mark.slow
def test_a_stopped_worker_does_not_block_the_run(bare, caplog):
    """Its node runs on another worker after `worker_ttl` seconds."""
    bare.give_files()
    bare.edit(
        "src/demo/nodes.py",
        '"""Price each order."""',
        """
    import os, pathlib, time
    once = pathlib.Path("data/once")
    if not once.exists():
        once.write_text(str(os.getpid()))
        time.sleep(600)
""",
    )

    def stop():
        once = bare.folder / "data/once"
        while not (once.exists() and once.read_text()):
            time.sleep(0.05)
        os.kill(int(once.read_text()), signal.SIGSTOP)

    thread = threading.Thread(target=stop)
    thread.start()
    bare.run(DaskRunner(workers=2, worker_ttl=5))
    thread.join()
    assert bare.changed() == set()

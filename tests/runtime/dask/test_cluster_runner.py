import logging
import threading
import time
import traceback
from unittest.mock import MagicMock

import pytest
from kedro.io import DatasetError, MemoryDataset
from kedro.pipeline import Pipeline, node

pytest.importorskip("distributed")

from distributed import CancelledError, KilledWorker

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.dask.agreement import describe_surroundings
from fashion_mnist.runtime.dask.cluster_runner import ClusterRunner
from fashion_mnist.runtime.dask.dispatcher import Dispatcher
from fashion_mnist.runtime.dask.packing import Packer

pytestmark = pytest.mark.usefixtures("in_project")


def double(number, factor):
    return factor * number


def halve(number):
    return number // 2


def fail(number):
    raise ZeroDivisionError(f"{number} of a bug")


def refuse(number):
    raise InputError(f"Expected less. Received {number}.")


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
    records = {"type": "fashion_mnist.datasets.RecordsDataset", "path": f"{tmp_path}/.records"}
    catalog = AtomicCatalog.from_config(entries | {"node_records": records})
    catalog["params:factor"] = MemoryDataset(2)
    catalog.save("a", 10)
    return catalog


@pytest.fixture
def run(cluster, catalog, caplog):
    """Run nodes on the cluster; which were run."""

    def run(*nodes, **options):
        caplog.clear()
        with caplog.at_level(logging.INFO):
            runner = ClusterRunner(scheduler=cluster.scheduler_address, **options)
            runner.run(Pipeline([*nodes]), catalog)
        return [line.split()[1].strip(":") for line in caplog.messages if "on the worker" in line]

    return run


def test_nodes_are_run_after_those_that_they_need(run, catalog):
    assert run(LAST, HALVE, DOUBLE) == ["double", "halve", "last"]
    assert [catalog.load(name) for name in "bcd"] == [20, 10, 5]


def test_what_is_up_to_date_is_not_sent(run, catalog, caplog):
    run(LAST, HALVE, DOUBLE)
    assert run(LAST, HALVE, DOUBLE) == []
    assert caplog.messages == ["Ran 0 nodes; 3 were up to date"]
    catalog.save("a", 11)
    assert run(LAST, HALVE, DOUBLE) == ["double", "halve", "last"]
    assert run(LAST, HALVE, DOUBLE, everything=True) == ["double", "halve", "last"]


def test_a_node_that_comes_out_the_same_ends_the_chain(run, catalog):
    run(LAST, HALVE, DOUBLE)
    catalog.save("a", 10.0)  # other bytes
    catalog["params:factor"] = MemoryDataset(2)
    assert run(DOUBLE, HALVE, LAST)[:2] == ["double", "halve"]
    catalog.save("c", 10)
    assert run(LAST, HALVE, DOUBLE) == ["halve"]


@pytest.mark.fault
def test_a_bug_is_named_with_its_node_and_keeps_its_traceback(run, client):
    with pytest.raises(ZeroDivisionError, match="10 of a bug") as caught:
        run(node(fail, "a", "b", name="broken"), HALVE)
    assert caught.value.__notes__[0].startswith("In the node broken on the worker ")
    assert "in fail" in "".join(traceback.format_exception(caught.value))
    assert not any(client.processing().values())


@pytest.mark.bad_input
def test_a_mistake_stays_one_sentence(run, caplog):
    with pytest.raises(InputError) as caught:
        run(node(refuse, "a", "b", name="refusing"))
    assert str(caught.value) == "Expected less. Received 10."
    assert "refusing failed" in caplog.messages


@pytest.mark.fault
def test_an_error_of_a_dataset_is_one_here_too(run, tmp_path):
    with pytest.raises(DatasetError, match="not JSON serializable"):
        run(node(not_json, "a", "b", name="saving"))
    assert not (tmp_path / "b.json").exists()


@pytest.mark.fault
def test_what_was_running_when_a_run_failed_saves_nothing(run, client, tmp_path):
    entered.clear()
    leave.clear()
    with pytest.raises(ZeroDivisionError):
        run(node(linger, "a", "c", name="lingering"), node(fail, "a", "b", name="broken"))
    assert not any(client.processing().values())
    leave.set()
    deadline = time.monotonic() + 10
    while any(client.call_stack().values()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert {path.name for path in tmp_path.glob("*.json")} == {"a.json"}


@pytest.mark.bad_input
def test_a_resource_that_no_worker_offers_is_said_before_the_start(run, tmp_path):
    with pytest.raises(InputError, match="Expected a worker that offers TPU"):
        run(DOUBLE, HALVE, LAST, resources={"networks": "TPU"})
    assert not (tmp_path / "b.json").exists()


def test_a_resource_that_is_offered_is_used(run, monkeypatch):
    demands = {}
    send = Dispatcher.send

    def note(self, work, wanted):
        demands[work.node.name] = wanted
        send(self, work, wanted)

    monkeypatch.setattr(Dispatcher, "send", note)
    monkeypatch.setattr(ClusterRunner, "preferred", {"networks": "GPU", "films": "DISK"})
    run(DOUBLE, HALVE, LAST)
    assert demands == {"double": {}, "halve": {}, "last": {"GPU": 1}}


@pytest.mark.fault
def test_a_worker_with_other_code_that_joined_later_refuses(client, catalog):
    here = describe_surroundings("fashion_mnist")
    packer = Packer(catalog, "fashion_mnist", here | {"code": {"fashion_mnist": "other"}})
    dispatcher = Dispatcher(client)
    dispatcher.send(packer.pack(DOUBLE), {})
    with pytest.raises(InputError, match=r"on the worker \d: other code of fashion_mnist"):
        dispatcher.take()


class Lost:
    """Stands in for a future whose result never comes."""

    def __init__(self, error):
        self.error = error

    def result(self):
        raise self.error


@pytest.mark.fault
@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KilledWorker("fit-1", None, 3), "Received: 4 died while they ran halve"),
        (CancelledError("fit-1"), "Expected the scheduler to live on"),
    ],
)
def test_what_dask_gives_up_is_told(client, error, message):
    dispatcher, future = Dispatcher(client), Lost(error)
    dispatcher._running[future] = HALVE
    dispatcher._done.put(future)
    with pytest.raises(InputError, match=message):
        dispatcher.take()


@pytest.mark.bad_input
def test_options_that_are_wrong_are_told(run):
    with pytest.raises(InputError, match="workers: Input should be greater than 0"):
        run(DOUBLE, workers=0)


def test_no_cluster_is_needed_for_what_is_up_to_date(run, catalog):
    run(DOUBLE)
    ClusterRunner(scheduler="tcp://127.0.0.1:1").run(Pipeline([DOUBLE]), catalog)


@pytest.mark.fault
def test_it_is_told_that_no_worker_is_left(client, catalog, monkeypatch, caplog):
    monkeypatch.setattr(Dispatcher, "a_while", 0.05)
    monkeypatch.setattr(Dispatcher, "_know_workers", lambda self: {})
    entered.clear()
    leave.clear()
    dispatcher = Dispatcher(client)
    packer = Packer(catalog, "fashion_mnist", describe_surroundings("fashion_mnist"))
    dispatcher.send(packer.pack(node(linger, "a", "c", name="lingering")), {})
    threading.Timer(0.3, leave.set).start()
    dispatcher.take()
    assert "No worker is left: waiting for one" in caplog.messages


@pytest.mark.fault
def test_no_worker_is_restarted_before_the_scheduler_knows_what_is_given_up(
    client, catalog, monkeypatch
):
    """Or it would have what a worker was at begun again by another."""
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
    packer = Packer(catalog, "fashion_mnist", describe_surroundings("fashion_mnist"))
    dispatcher.send(packer.pack(node(linger, "a", "c", name="lingering")), {})
    assert entered.wait(10)
    client.scheduler_comm.interval = 0.3  # between messages: this one waits
    client._send_to_scheduler({"op": "client-releases-keys", "keys": [], "client": client.id})
    dispatcher.give_up()
    leave.set()
    assert at_work == [False]


@pytest.mark.fault
def test_a_scheduler_that_never_knows_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(Dispatcher, "a_while", 0.05)
    deaf = MagicMock()
    deaf.submit.return_value.key = "lingering"
    deaf.processing.return_value = {"busy": ["lingering"], "idle": []}
    deaf.scheduler_info.return_value = {"workers": {"busy": {"nanny": "tcp://127.0.0.1:1"}}}
    dispatcher = Dispatcher(deaf)
    dispatcher.send(MagicMock(), {})
    dispatcher.give_up()
    deaf.restart_workers.assert_called_once_with(["busy"], raise_for_error=False)

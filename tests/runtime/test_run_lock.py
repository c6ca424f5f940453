import json
import subprocess
import sys
import threading
import time

import pytest
from kedro.io import DataCatalog

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.run_lock import WAIT, RunLock, acquire

HOLD = """
import sys, time
from pathlib import Path
from fashion_mnist.runtime.run_lock import acquire
lock = acquire(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def held(tmp_path):
    """A lock that another process holds."""
    path = tmp_path / ".run.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield path, process
        process.kill()


def test_a_second_run_is_told_who_is_at_work(held):
    path, process = held
    with pytest.raises(InputError, match=rf"Received one: process {process.pid} of .* since 20"):
        acquire(path)


def test_the_lock_of_a_process_that_was_killed_is_free(held):
    path, process = held
    process.kill()
    process.wait()
    acquire(path).release()


def test_a_run_waits_if_it_is_asked_to(held, monkeypatch):
    path, process = held
    monkeypatch.setenv(WAIT, "1")
    threading.Timer(0.3, process.kill).start()
    start = time.monotonic()
    acquire(path).release()
    assert time.monotonic() - start >= 0.2


def test_a_holder_that_left_no_word_is_another_process(held):
    path, _ = held
    path.with_suffix(".json").write_text("{")
    with pytest.raises(InputError, match="another process"):
        acquire(path)


@pytest.mark.parametrize("end", ["after_pipeline_run", "on_pipeline_error"])
def test_a_run_holds_the_lock_until_it_ends(tmp_path, end):
    kind = "fashion_mnist.datasets.RecordsDataset"
    entry = {"type": kind, "path": f"{tmp_path}/data/.records"}
    catalog, hook = DataCatalog.from_config({"node_records": entry}), RunLock()
    hook.before_pipeline_run(catalog)
    holder = json.loads((tmp_path / "data/.run.json").read_text())
    assert set(holder) == {"process", "user", "machine", "since", "command"}
    with pytest.raises(InputError):
        RunLock().before_pipeline_run(catalog)
    getattr(hook, end)()
    RunLock().before_pipeline_run(catalog)


def test_a_catalog_without_records_needs_no_lock():
    RunLock().before_pipeline_run(DataCatalog())

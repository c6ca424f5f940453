import logging
from types import SimpleNamespace

import pytest
from kedro.io import DataCatalog, MemoryDataset
from kedro.pipeline import Pipeline, node

from fashion_mnist.runtime.progress import Progress


@pytest.fixture
def progress(caplog, monkeypatch):
    caplog.set_level(logging.INFO, "fashion_mnist")
    times = iter([0.0, 75.0, 80.0, 80.5])
    monkeypatch.setattr("fashion_mnist.runtime.progress.time.perf_counter", lambda: next(times))
    return Progress()


def test_a_line_for_each_node_that_takes_a_while_with_its_place(progress, caplog):
    names = ("done", "slow", "quick")
    nodes = [node(len, a, b, name=name) for a, b, name in zip("abc", "bcd", names, strict=True)]
    progress.before_pipeline_run(Pipeline(nodes), DataCatalog({"a": MemoryDataset("x")}))
    for name in ("slow", "quick"):
        progress.before_node_run()
        progress.after_node_run(SimpleNamespace(name=name))
    assert caplog.messages == ["[2/3] slow: 75 s"]

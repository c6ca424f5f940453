import json
import os
import sys
from pathlib import Path

import pytest
from kedro.io import DataCatalog
from kedro.pipeline import Pipeline, node

from fashion_mnist.pipelines.templates import with_arguments
from fashion_mnist.runtime.changes.code_graph import CodeGraph
from fashion_mnist.runtime.changes.consistency import ConsistencyCheck
from fashion_mnist.runtime.changes.detection import ChangeDetector

NODES = """
def double(x, factor):
    return factor * x

def add(x, y):
    return x + y
"""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """A project of two nodes, of which the second takes what the first makes."""
    return Shop(tmp_path, monkeypatch)


class Shop:
    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.code = folder / "shop/nodes.py"
        self.code.parent.mkdir()
        (folder / "shop/__init__.py").write_text("")
        self.code.write_text(NODES)
        monkeypatch.syspath_prepend(folder)
        monkeypatch.delitem(sys.modules, "shop", raising=False)
        monkeypatch.delitem(sys.modules, "shop.nodes", raising=False)
        functions = __import__("shop.nodes").nodes
        self.parameters = {"params:factor": 2}
        self.nodes = [
            node(functions.double, ["raw", "params:factor"], "doubled", name="double"),
            node(with_arguments(functions.add, y=1), "doubled", "sum", name="add"),
        ]
        self.entries = {
            name: {"type": "json.JSONDataset", "filepath": f"{folder}/{name}.json"}
            for name in ("raw", "doubled", "sum")
        }
        self.write("raw", 5)

    def move(self, monkeypatch):
        place = self.folder.rename(self.folder.with_name("moved"))
        self.folder, self.code = place, place / "shop/nodes.py"
        monkeypatch.syspath_prepend(place)
        for entry in self.entries.values():
            entry["filepath"] = f"{place}/{Path(entry['filepath']).name}"

    def write(self, name, value):
        (self.folder / f"{name}.json").write_text(json.dumps(value))

    def catalog(self):
        records = "fashion_mnist.datasets.RecordsDataset"
        entry = {"node_records": {"type": records, "path": f"{self.folder}/.records"}}
        catalog = DataCatalog.from_config(self.entries | entry)
        for name, value in self.parameters.items():
            catalog[name] = value
        return catalog

    def detector(self):
        return ChangeDetector(self.catalog(), CodeGraph(self.code.parent))

    def reasons(self):
        detector = self.detector()
        return [detector.find_reasons(node) for node in self.nodes]

    def run(self, *names):
        """Run what has to be run, and say what was."""
        ran, detector, catalog = [], self.detector(), self.catalog()
        for each in self.nodes:
            if (not names or each.name in names) and detector.find_reasons(each):
                outputs = each.run({name: catalog.load(name) for name in each.inputs})
                for name, value in outputs.items():
                    catalog.save(name, value)
                detector.finish(each, 0.5)
                ran.append(each.name)
        return ran

    def problems(self, name, run=()):
        """What does not belong together in what a node takes."""
        detector = self.detector()
        (taker,) = Pipeline(self.nodes).only_nodes(name).nodes
        parameters = detector.now.describe(taker)["parameters"]
        return ConsistencyCheck(detector, run).find_problems(taker.inputs, parameters)


def test_all_is_run_once(shop):
    assert shop.reasons() == [["it has not been run"]] * 2
    assert shop.run() == ["double", "add"]
    assert shop.reasons() == [[], []]
    assert shop.run() == []


def test_a_parameter_that_changes_the_result_runs_all(shop):
    shop.run()
    shop.parameters["params:factor"] = 3
    assert shop.reasons() == [["params:factor changed"], []]
    assert shop.run() == ["double", "add"]


def test_what_comes_out_the_same_ends_there(shop):
    shop.run()
    shop.code.write_text(NODES.replace("factor * x", "x * factor"))
    assert shop.reasons() == [["code: nodes changed"], []]
    assert shop.run() == ["double"]
    assert shop.run() == []


def test_a_comment_changes_nothing(shop):
    shop.run()
    shop.code.write_text(NODES.replace("factor * x", "factor * x  # or the other way round"))
    assert shop.run() == []


def test_an_input_of_other_content_runs_all(shop):
    shop.run()
    shop.write("raw", 5)
    assert shop.run() == []
    shop.write("raw", 6)
    assert shop.reasons()[0] == ["input raw changed"]
    assert shop.run() == ["double", "add"]


def test_what_was_deleted_or_altered_is_made_again(shop):
    shop.run()
    shop.write("doubled", 0)
    assert shop.reasons() == [["output doubled was altered"], ["input doubled changed"]]
    assert shop.run() == ["double"]
    (shop.folder / "sum.json").unlink()
    assert shop.reasons() == [[], ["output sum is missing"]]
    assert shop.run() == ["add"]


def test_another_place_or_format_of_an_output_counts_and_its_looks_in_the_graph_do_not(shop):
    shop.run()
    shop.entries["sum"]["metadata"] = {"kedro-viz": {"layer": "raw"}}
    assert shop.run() == []
    shop.entries["sum"]["save_args"] = {"indent": 2}
    assert shop.reasons() == [[], ["the entry of sum changed"]]


def test_a_project_that_was_moved_is_up_to_date(shop, monkeypatch):
    shop.run()
    shop.move(monkeypatch)
    assert shop.reasons() == [[], []]


def test_what_is_bound_to_a_function_counts(shop):
    shop.run()
    add = shop.nodes[1].func.func
    shop.nodes[1] = node(with_arguments(add, y=2), "doubled", "sum", name="add")
    assert shop.reasons() == [[], ["what is bound to its function changed"]]


def test_a_kill_before_the_record_runs_the_node_again(shop):
    shop.run()
    record = (shop.folder / ".records/double.json").read_text()
    shop.parameters["params:factor"] = 3
    shop.run("double")
    (shop.folder / ".records/double.json").write_text(record)  # as if killed before it was written
    shop.parameters["params:factor"] = 2
    assert shop.reasons()[0] == ["output doubled was altered"]


def test_the_names_of_several_files_count(shop, tmp_path):
    folder = tmp_path / "raw_folder"
    folder.mkdir()
    shop.entries["raw"] = {"type": "json.JSONDataset", "paths": str(folder)}

    def content(*names):
        for path in folder.iterdir():
            path.unlink()
        for name in names:
            (folder / name).write_text("1")
        return shop.detector().now.digest_content("raw")

    assert content("a") == content("a") != content("b")
    assert content("a", "b") != content("a", "c")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"code": {}}'])
def test_a_damaged_record_counts_as_none(shop, damage):
    shop.run()
    (shop.folder / ".records/add.json").write_text(damage)
    assert shop.run() == ["add"]


def test_results_of_another_parameter_do_not_go_together(shop):
    shop.run()
    shop.nodes[1] = node(lambda x, y: x + y, ["doubled", "params:factor"], "sum", name="add")
    assert shop.problems("add") == []
    shop.parameters["params:factor"] = 3
    assert shop.problems("add") == ["double was run with another value of params:factor"]
    assert shop.problems("add", run=["double"]) == []


def test_results_of_another_input_do_not_go_together(shop):
    shop.run()
    shop.write("raw", 7)
    assert shop.problems("add") == ["double was run with another raw than there is now"]


def test_altered_results_are_named(shop):
    shop.run()
    shop.write("doubled", 0)
    assert shop.problems("add") == ["doubled was altered after double made it"]


def test_a_record_tells_the_command_the_machine_and_the_commit_of_its_run(shop, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["/somewhere/bin/kedro", "run", "--params=a b=1"])
    machine = "fashion_mnist.datasets.EnvironmentDataset"
    shop.entries["machine"] = {"type": machine, "repository": str(shop.folder)}
    shop.run("double")
    monkeypatch.setattr(sys, "argv", ["kedro", "run"])
    shop.run()
    first, second = (shop.detector().records[name]["run"] for name in ("double", "add"))
    assert first["command"] == "kedro run '--params=a b=1'"
    assert second["command"] == "kedro run"
    assert first["commit"] is None  # the folder is in no repository
    assert first["cores"] == os.cpu_count()
    assert shop.reasons() == [[], []]

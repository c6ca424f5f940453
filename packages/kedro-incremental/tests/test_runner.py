"""Tests of the runner with all kinds of datasets, with faults, and next to other runners."""

import json
import logging
import os
import re
import sys
import time
from contextlib import contextmanager
from threading import Thread
from unittest.mock import Mock

import click
import pytest
from kedro.io import DatasetError
from kedro.runner import ParallelRunner, SequentialRunner, ThreadRunner

from kedro_incremental import IncrementalError, IncrementalRunner, plan
from kedro_incremental.datasets import entry_of, has_known_state
from kedro_incremental.lock import describe_process, run_lock
from kedro_incremental.run_catalog import PARTIAL
from kedro_incremental.runner import _mark_running

NODES = "src/demo/nodes.py"
PIPELINE = "src/demo/pipeline.py"
CATALOG = "conf/base/catalog.yml"


def test_a_first_run_gives_the_same_results_as_kedros_runner(bare):
    bare.run(SequentialRunner())
    theirs = bare.read()
    for name in theirs:
        if "raw" not in name:
            (bare.folder / name).unlink()
    bare.run()
    assert bare.read() == theirs


def test_a_second_run_skips_all_nodes_and_returns_the_outputs(demo, caplog):
    times = {p: p.stat().st_mtime_ns for p in (demo.folder / "data").rglob("[!.]*.json")}
    with caplog.at_level(logging.INFO):
        outputs = demo.run()
    assert "Ran 0 nodes; 10 were up to date" in caplog.text
    assert outputs["chart"].load().startswith("ada")
    assert {p: p.stat().st_mtime_ns for p in times} == times


def test_outputs_in_memory_are_recomputed_for_python_callers(demo, caplog, monkeypatch):
    demo.edit(CATALOG, "chart: {type: text.TextDataset, filepath: data/chart.txt}", "")
    demo.run()
    with caplog.at_level(logging.INFO):
        assert demo.run()["chart"].load().startswith("ada")
        assert "Ran 1 node; 9 were up to date" in caplog.text
        caplog.clear()
        with click.Context(click.Command("run")):  # a command discards outputs
            demo.run()
        monkeypatch.setitem(sys.modules, "kedro.server.http_server", click)  # so does the server
        demo.run()
        assert caplog.text.count("Ran 0 nodes; 10 were up to date") == 2


def test_everything_runs_all_nodes(demo, caplog):
    with caplog.at_level(logging.INFO):
        demo.run(IncrementalRunner(everything=True))
    assert "Ran 10 nodes" in caplog.text


def test_slow_nodes_are_logged_with_their_place_and_duration(demo, caplog, monkeypatch):
    with caplog.at_level(logging.INFO):
        demo.run()
    assert "/10]" not in caplog.text
    monkeypatch.setattr("kedro_incremental.runner.A_WHILE", 0)
    with caplog.at_level(logging.INFO):
        demo.run(IncrementalRunner(everything=True))
    assert re.search(r"\[1/10\] price: 0\.\d s", caplog.text)
    assert caplog.text.count("/10] ") == 10


def test_nodes_after_an_unchanged_output_are_skipped(demo, caplog):
    demo.edit(NODES, "return {customer: load", "1 + 1\n    return {customer: load")
    with caplog.at_level(logging.INFO):
        demo.run()
    assert "Ran 3 nodes; 7 were up to date" in caplog.text  # `sum_up` needs two others in memory


@pytest.mark.parametrize("runner", [SequentialRunner, ThreadRunner, ParallelRunner])
def test_other_runners_drop_records(demo, runner):
    demo.run(runner(), params={"discount": {"rate": 0.5}})
    demo.run()
    whole = demo.read()
    demo.run(IncrementalRunner(everything=True))
    assert demo.read() == whole


def test_records_deleted_by_another_process_are_ignored(demo):
    """This happens with the workers of a ParallelRunner. A broken link stands for such a file."""
    (demo.folder / "data/.records/gone.json").symlink_to("nowhere")
    assert demo.changed() == set()


def test_another_runner_in_another_thread_drops_records(demo):
    """This happens with two simultaneous requests to Kedro's server."""
    with _mark_running():
        thread = Thread(target=demo.run, args=(SequentialRunner(),))
        thread.start()
        thread.join()
    assert demo.changed() == {
        "price",
        "discount",
        "sum_up",
        "ada",
        "bob",
        "fit",
        "predict",
        "list_lines",
        "draw",
        "report",
    }


def test_async_loading_and_saving_works(bare):
    bare.edit(NODES, "        yield f", "        pass\n    return f")
    bare.run(IncrementalRunner(is_async=True))
    assert bare.changed() == set()


def test_a_failed_generator_keeps_the_earlier_file(demo):
    before = demo.read()
    demo.edit(NODES, '.2f}\\n"', '.2f}\\n"\n        raise RuntimeError("half-way")')
    with pytest.raises(RuntimeError, match="half-way"):
        demo.run()
    assert demo.read() == before
    assert not [*(demo.folder / "data").rglob(f"{PARTIAL}*")]


def test_a_failed_save_keeps_the_earlier_file(demo):
    before = demo.read()
    demo.edit("src/demo/datasets.py", "super().save(", "super().save(None) or super().save(")
    with pytest.raises(DatasetError):
        demo.run()
    assert demo.read() == before


def test_an_interrupt_releases_the_lock_and_the_next_run_resumes(demo):
    demo.edit(NODES, '"""Sum the prices by customer."""', "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        demo.run()
    demo.edit(NODES, "raise KeyboardInterrupt", "pass")
    demo.run()
    assert demo.changed() == set()


def test_a_second_run_in_the_same_folder_is_refused(demo):
    demo.edit(
        NODES,
        '"""Sum the prices by customer."""',
        """
    from kedro_incremental.lock import run_lock
    import os
    with run_lock(os.path.abspath("data/.records")):
        pass
""",
    )
    with pytest.raises(IncrementalError, match=r"Another run is using .*data: process"):
        demo.run()


def test_a_run_that_has_waited_skips_what_the_other_run_made(bare, caplog, monkeypatch):
    @contextmanager
    def wait(records):
        monkeypatch.setattr("kedro_incremental.runner.run_lock", run_lock)
        bare.run()
        with run_lock(records):
            yield

    monkeypatch.setattr("kedro_incremental.runner.run_lock", wait)
    with caplog.at_level(logging.INFO):
        bare.run()
    assert "Ran 0 nodes; 10 were up to date" in caplog.text


@pytest.mark.parametrize("error", [KeyError, OSError])
def test_a_user_without_a_name_has_the_user_id(monkeypatch, error):
    monkeypatch.setattr("getpass.getuser", Mock(side_effect=error))
    assert describe_process()["user"] == str(os.getuid())


def test_only_partial_files_of_ended_processes_are_deleted(demo):
    """This process may have the identifier of an earlier one, as in a container."""
    (demo.folder / "data/elsewhere").mkdir()
    kept = [
        demo.folder / f"data/{PARTIAL}of-somebody",
        demo.folder / f"data/{PARTIAL}{os.getppid()}-{'a' * 8}-x.json",
        demo.folder / f"data/elsewhere/{PARTIAL}999999999-{'a' * 8}-x.json",
    ]
    gone = [
        demo.folder / f"data/{PARTIAL}999999999-{'a' * 8}-x.json",
        demo.folder / f"data/bills/{PARTIAL}{os.getpid()}-{'a' * 8}-x.json",
        demo.folder / f"data/.records/{PARTIAL}999999999-{'a' * 8}-x.json",
    ]
    for path in (*kept, *gone):
        path.write_text("x")
    demo.run()
    assert [path.exists() for path in (*kept, *gone)] == [True] * 3 + [False] * 3


def test_inconsistent_inputs_are_refused(demo):
    demo.write("data/totals.json", '{"ada": 1, "bob": 2}')
    with pytest.raises(IncrementalError, match="totals was altered after sum_up made it"):
        demo.run(node_names=["report"])
    demo.run()
    demo.edit("data/raw/orders.json", '"n": 3', '"n": 4')
    with pytest.raises(
        IncrementalError, match=r"was run with another .*orders than the current one"
    ):
        demo.run(node_names=["predict"])


def test_a_run_that_makes_its_inputs_again_is_not_refused(demo, caplog):
    demo.edit(PIPELINE, 'name="predict"', 'name="foretell"')
    demo.edit("data/raw/orders.json", '"n": 3', '"n": 4')
    with caplog.at_level(logging.INFO):
        demo.run()
    assert "Ran 10 nodes" in caplog.text


def test_altered_transcoded_inputs_are_refused(bare):
    bare.edit(CATALOG, "totals:", '"totals@a": &totals')
    bare.edit(CATALOG, "chart:", '"totals@b": *totals\nchart:')
    bare.edit(PIPELINE, '"params:rounding"], "totals"', '"params:rounding"], "totals@a"')
    bare.edit(PIPELINE, '"totals", "chart"', '"totals@b", "chart"')
    bare.edit(PIPELINE, 'customer), "totals"', 'customer), "totals@b"')
    bare.edit(PIPELINE, '"totals": "totals"', '"totals": "totals@b"')
    bare.run()
    bare.write("data/totals.json", '{"ada": 1, "bob": 2}')
    with pytest.raises(IncrementalError, match="totals@a was altered after sum_up made it"):
        bare.run(node_names=["report"])


def test_allowed_stale_inputs_are_logged(demo, caplog):
    demo.edit(
        CATALOG,
        "data/totals.json}",
        "data/totals.json, metadata: {kedro-incremental: {allow_stale: true}}}",
    )
    demo.write("data/totals.json", '{"ada": 1, "bob": 2}')
    demo.run(node_names=["draw"])
    assert "These datasets are stale: totals" in caplog.text


def test_nodes_of_data_without_a_known_state_always_run(demo, caplog):
    demo.write(
        "src/demo/datasets2.py",
        """
from pathlib import Path

from kedro.io import AbstractDataset

class TableDataset(AbstractDataset):
    def __init__(self, *, table_name, metadata=None):
        self.table_name = table_name
        self.metadata = metadata

    def load(self):
        return {"tea": 2.5, "rice": 1.2}

    def save(self, data):
        pass

    def _describe(self):
        return {"table_name": self.table_name}

def tell(entry):
    return Path("data/state.txt").read_text()
""",
    )
    demo.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/raw/prices.json}",
        "{type: demo.datasets2.TableDataset, table_name: prices}",
    )
    with caplog.at_level(logging.INFO):
        demo.run()
    assert "The nodes of prices run every time" in caplog.text
    assert demo.plan().reasons["price"] == ["the state of prices is unknown"]
    demo.edit(
        CATALOG,
        "table_name: prices",
        "table_name: prices, metadata: {kedro-incremental: {state: demo.datasets2.tell}}",
    )
    demo.write("data/state.txt", "1")
    caplog.clear()
    demo.run()
    assert "run every time" not in caplog.text
    assert demo.changed() == set()
    demo.write("data/state.txt", "2")
    assert "price" in demo.changed()


def test_the_last_version_of_versioned_data_counts(bare):
    bare.edit(CATALOG, "filepath: data/totals.json", "filepath: data/totals.json, versioned: true")
    bare.run()
    assert bare.changed() == set()
    time.sleep(0.01)
    bare.edit("conf/base/parameters.yml", "rate: 0.1", "rate: 0.2")
    bare.run()
    assert len([*(bare.folder / "data/totals.json").iterdir()]) == 2
    assert bare.changed() == set()


def test_a_run_does_not_ask_an_api_whether_it_is_there(bare, monkeypatch):
    from kedro_datasets.api import APIDataset

    asked = []
    monkeypatch.setattr(APIDataset, "load", lambda self: {"tea": 2.5, "rice": 1.2})
    monkeypatch.setattr(APIDataset, "_exists", lambda self: asked.append(self) or True)
    api = "{type: api.APIDataset, url: http://localhost:1}"
    bare.edit(CATALOG, "{type: json.JSONDataset, filepath: data/raw/prices.json}", api)
    bare.run()
    found = bare.plan()
    assert found.reasons["price"]
    assert not asked
    assert found.missing == frozenset()
    assert len(asked) == 1


def test_a_missing_version_is_refused(bare):
    bare.edit(CATALOG, "filepath: data/totals.json", "filepath: data/totals.json, versioned: true")
    bare.run()
    with pytest.raises(
        DatasetError, match=r"Expected an existing version of totals. Received 'never'"
    ):
        bare.run(node_names=["draw"], load_versions={"totals": "never"})


def test_a_requested_earlier_version_is_not_refused(bare):
    bare.edit(CATALOG, "filepath: data/totals.json", "filepath: data/totals.json, versioned: true")
    bare.run()
    (first,) = (bare.folder / "data/totals.json").iterdir()
    chart = (bare.folder / "data/chart.txt").read_text()
    bare.edit("conf/base/parameters.yml", "rate: 0.1", "rate: 0.9")
    bare.run()
    assert (bare.folder / "data/chart.txt").read_text() != chart
    bare.run(node_names=["draw"], load_versions={"totals": first.name})
    assert (bare.folder / "data/chart.txt").read_text() == chart
    assert bare.changed() == {"draw"}


def test_names_and_contents_of_partitions_count(bare):
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/totals.json}",
        "{type: partitions.PartitionedDataset, path: data/totals, filename_suffix: .json, "
        "dataset: json.JSONDataset}",
    )
    bare.edit(
        "src/demo/figures.py",
        "    most =",
        "    totals = {name: load() for name, load in totals.items()}\n    most =",
    )
    bare.edit(NODES, "{totals[customer]}", "{totals[customer]()}")
    bare.edit(NODES, 'f"{totals} {forecast}"', 'f"{sorted(totals)} {forecast}"')
    bare.run()
    assert bare.changed() == set()
    (bare.folder / "data/totals/ada.json").rename(bare.folder / "data/totals/eve.json")
    assert "draw" in bare.changed()


def test_the_name_of_a_single_partition_counts(bare):
    entry = (
        "{type: partitions.PartitionedDataset, path: data/raw/prices, dataset: json.JSONDataset}"
    )
    bare.edit(CATALOG, "{type: json.JSONDataset, filepath: data/raw/prices.json}", entry)
    bare.edit(NODES, "* prices[", "* list(prices.values())[0]()[")
    raw = bare.folder / "data/raw"
    (raw / "prices").mkdir()
    (raw / "prices.json").rename(raw / "prices/old.json")
    bare.run()
    assert bare.changed() == set()
    (raw / "prices/old.json").rename(raw / "prices/new.json")
    assert "price" in bare.changed()


def test_all_files_that_match_a_pattern_count(bare):
    write_prices_dataset(bare)
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/raw/prices.json}",
        "{type: demo.many.ManyDataset, filepath: data/raw/prices*.json}",
    )
    bare.run()
    assert bare.changed() == set()
    bare.write("data/raw/prices2.json", '{"salt": 3}')
    assert "price" in bare.changed()


def test_nodes_of_a_dataset_that_hides_its_files_always_run(bare):
    write_prices_dataset(bare)
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/raw/prices.json}",
        "{type: demo.many.ManyDataset, filepath: data/raw/prices, suffix: .json}",
    )
    bare.run()
    assert "price" in bare.changed()


def write_prices_dataset(bare):
    bare.write(
        "src/demo/many.py",
        """
import json
from glob import glob
from pathlib import Path

from kedro.io import AbstractDataset

class ManyDataset(AbstractDataset):
    def __init__(self, *, filepath, suffix=""):
        self.pattern = filepath + suffix

    def load(self):
        texts = [Path(path).read_text() for path in glob(self.pattern)]
        return {name: price for text in texts for name, price in json.loads(text).items()}

    def save(self, data):
        pass

    def _describe(self):
        return {"pattern": self.pattern}
""",
    )


def test_queries_have_no_known_state():
    entry = {"type": "pandas.SQLQueryDataset", "filepath": "query.sql"}
    assert not has_known_state(entry)
    assert has_known_state(entry | {"type": "text.TextDataset"})


def test_an_output_without_partitions_is_up_to_date(bare):
    bare.edit(
        CATALOG,
        "{type: text.TextDataset, filepath: data/chart.txt}",
        "{type: partitions.PartitionedDataset, path: data/chart, dataset: text.TextDataset}",
    )
    bare.edit("src/demo/figures.py", "return ", "return {} and ")
    bare.run()
    assert bare.changed() == set()
    bare.write("data/chart/a", "a")
    assert bare.changed() == {"draw"}


@pytest.mark.parametrize("checkpoint", ["", ", checkpoint: {filepath: data/totals/last}"])
def test_the_checkpoint_of_an_incremental_dataset_does_not_count(bare, checkpoint):
    bare.give_files()
    entry = "type: partitions.IncrementalDataset, path: data/totals, dataset: json.JSONDataset"
    bare.edit(CATALOG, "type: json.JSONDataset, filepath: data/raw/prices.json", entry + checkpoint)
    bare.edit(PIPELINE, '"priced", name="price"', '"priced", name="price", confirms="prices"')
    bare.edit(NODES, '"price": order["n"] * prices[order["item"]]', '"price": len(prices)')
    bare.write("data/totals/a", "1")
    bare.run()
    assert len([*(bare.folder / "data/totals").iterdir()]) == 2
    assert bare.changed() == set()
    bare.write("data/totals/b", "1")
    assert "price" in bare.changed()


def test_the_files_of_a_cached_dataset_count(bare):
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/totals.json}",
        "{type: CachedDataset, dataset: {type: json.JSONDataset, filepath: data/totals.json}}",
    )
    bare.run()
    assert bare.changed() == set()
    bare.write("data/totals.json", '{"ada": 1, "bob": 2}')
    assert {"sum_up", "draw"} <= bare.changed()


def test_a_node_without_outputs_runs_when_its_inputs_changed(bare):
    bare.edit(PIPELINE, '"totals", "chart", name="draw"', '"totals", None, name="draw"')
    bare.edit("src/demo/figures.py", "return ", "_ = ")
    bare.run()
    assert bare.changed() == set()
    bare.edit("conf/base/parameters.yml", "rate: 0.1", "rate: 0.2")
    bare.edit("src/demo/figures.py", "20", "30")
    assert "draw" in bare.changed()


def test_a_failed_node_without_outputs_runs_again_though_nothing_has_changed(bare):
    bare.edit(PIPELINE, '"totals", "chart", name="draw"', '"totals", None, name="draw"')
    bare.edit("src/demo/figures.py", "return ", "_ = ")
    bare.run()
    bare.edit("src/demo/figures.py", "_ = ", "raise KeyboardInterrupt; _ = ")
    with pytest.raises(KeyboardInterrupt):
        bare.run()
    bare.edit("src/demo/figures.py", "raise KeyboardInterrupt; _ = ", "_ = ")
    assert bare.changed() == {"draw"}


def test_a_node_without_inputs_runs_when_its_code_changed(bare):
    bare.edit(NODES, "def price(", "def welcome():\n    return 'hello'\n\n\ndef price(")
    bare.edit(
        PIPELINE, "node(nodes.price", 'node(nodes.welcome, None, "greeting"), node(nodes.price'
    )
    bare.edit(CATALOG, "chart:", "greeting: {type: text.TextDataset, filepath: data/a.txt}\nchart:")
    bare.run()
    assert (bare.folder / "data/a.txt").read_text() == "hello"
    assert bare.changed() == set()
    bare.edit(NODES, "'hello'", "'bye'")
    (name,) = bare.changed()
    assert "welcome" in name


def test_an_optional_input_may_be_absent(bare):
    optional = ", metadata: {kedro-incremental: {optional: true}}}"
    bare.edit(CATALOG, "data/forecast.json}", f"data/forecast.json{optional}")
    bare.edit(NODES, "def report(totals, forecast)", "def report(totals, forecast='none')")
    names = ["price", "discount", "sum_up", "report"]
    bare.run(node_names=names)
    assert (bare.folder / "data/report.txt").read_text().replace("\n", "").endswith("none")
    bare.run()
    assert "tea" in (bare.folder / "data/report.txt").read_text()


def test_a_node_that_needs_an_absent_optional_input_is_left_out(demo):
    optional = ", metadata: {kedro-incremental: {optional: true}}}"
    demo.edit(CATALOG, "data/forecast.json}", f"data/forecast.json{optional}")
    demo.edit(CATALOG, "data/totals.json}", f"data/totals.json{optional}")
    for name in ("forecast.json", "chart.txt", "report.txt"):
        (demo.folder / "data" / name).unlink()
    demo.run(node_names=["draw", "report"])
    assert (demo.folder / "data/chart.txt").exists()
    assert not (demo.folder / "data/report.txt").exists()


def test_inputs_are_missing_if_no_node_could_run(bare):
    optional = ", metadata: {kedro-incremental: {optional: true}}}"
    bare.edit(CATALOG, "data/totals.json}", f"data/totals.json{optional}")
    with pytest.raises(DatasetError, match="totals"):
        bare.run(node_names=["draw"])


def test_a_function_without_a_signature_needs_no_optional_input_that_it_does_not_take(bare):
    optional = ", metadata: {kedro-incremental: {optional: true}}}"
    bare.edit(CATALOG, "data/totals.json}", f"data/totals.json{optional}")
    bare.edit(
        PIPELINE, "node(nodes.price", 'node(max, "prices", "m", name="max"), node(nodes.price'
    )
    with pytest.raises(DatasetError, match="totals"):
        bare.run(node_names=["draw", "max"])


def test_code_edited_after_its_import_leaves_no_record(bare, caplog):
    bare.edit(
        NODES,
        '"""Sum the prices by customer."""',
        """
    from pathlib import Path
    import os, time
    path = Path(__file__)
    path.write_text(path.read_text() + "\\n")
    os.utime(path, (time.time() + 5, time.time() + 5))
""",
    )
    bare.run()
    assert "demo.nodes was edited after its import" in caplog.text
    assert "sum_up" in bare.changed()


def test_data_in_memory_made_by_code_edited_after_its_import_are_unknown(bare):
    from kedro.framework.project import pipelines
    from kedro.framework.session import KedroSession

    bare.reload()
    assert pipelines["__default__"]  # imports the code
    bare.edit(NODES, "rate = 1 -", "rate = 2 -")
    with KedroSession.create(bare.folder) as session:
        session.run(runner=IncrementalRunner())
    assert "fit" in bare.changed()
    bare.run()
    assert bare.changed() == set()


def test_code_with_a_time_in_the_future_leaves_a_record(bare):
    os.utime(bare.folder / NODES, (time.time() + 86400, time.time() + 86400))
    bare.run()
    assert bare.changed() == set()


def test_provenance_may_have_values_that_json_lacks(bare):
    provenance = "metadata: {kedro-incremental: {provenance: true}}"
    bare.edit(
        CATALOG,
        "chart:",
        f"facts: {{type: yaml.YAMLDataset, filepath: data/facts.yml, {provenance}}}\nchart:",
    )
    bare.write("data/facts.yml", "date: 2026-01-01")
    bare.run()
    (run,) = (bare.folder / "data/.records").glob("run-*.json")
    assert json.loads(run.read_text())["facts"] == {"facts": {"date": "2026-01-01"}}


def test_dataset_factories_work(demo):
    assert json.loads((demo.folder / "data/forecast.json").read_text())
    assert (demo.folder / "data/bills/ada.txt").read_text() == "Dear ada, 8.7 EUR"


def test_records_are_kept_in_the_project_of_the_session(new_demo, tmp_path):
    demo, other = new_demo(tmp_path / "project"), new_demo(tmp_path / "moved")
    demo.run()  # in the folder of the other
    assert demo.changed() == set()
    assert (demo.folder / "data/.records").exists()
    assert not (other.folder / "data/.records").exists()


def test_the_working_directory_does_not_count(bare, tmp_path, monkeypatch):
    bare.edit(CATALOG, "data/forecast.json", "results/forecast.json")
    bare.run()
    monkeypatch.chdir(bare.folder / "conf")  # in the project
    assert bare.changed() == set()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert bare.changed() == set()


def test_environments_keep_separate_records(demo):
    demo.write(
        "conf/other/catalog.yml",
        """
totals: {type: json.JSONDataset, filepath: data/other/totals.json}
""",
    )
    from kedro.framework.project import pipelines
    from kedro.framework.session import KedroSession

    demo.reload()
    with KedroSession.create(demo.folder, env="other") as session:
        session.run(runner=IncrementalRunner())
    assert pipelines
    assert demo.changed() == {"ada", "bob", "draw", "report"}  # these save to the same files


@pytest.mark.parametrize("entry", ["MemoryDataset", "json.JSONDataset"])
def test_a_dataset_set_in_code_takes_the_place_of_a_factory(tmp_path, monkeypatch, entry):
    from kedro.io import DataCatalog, MemoryDataset
    from kedro.pipeline import Pipeline, node
    from kedro_datasets.json import JSONDataset

    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text("0")
    other = MemoryDataset() if entry == "MemoryDataset" else JSONDataset(filepath="other.json")
    pipeline = Pipeline([node(repr, "a", "b", name="tell")])
    for value in (1, 2, 2):
        factory = {"type": "json.JSONDataset", "filepath": "{name}.json"}
        catalog = DataCatalog.from_config({"{name}": factory})
        catalog["a"] = other
        other.save(value)
        IncrementalRunner().run(pipeline, catalog)
        assert catalog.load("b") == str(value)
    assert plan(pipeline, catalog).reasons == {"tell": []}
    assert entry_of(catalog, "b")["filepath"] == "b.json"  # created by the factory


def test_a_catalog_created_in_code_works(tmp_path, monkeypatch):
    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline, node
    from kedro_datasets.json import JSONDataset

    monkeypatch.chdir(tmp_path)
    names = {name: JSONDataset(filepath=tmp_path / f"{name}.json") for name in "ab"}
    names["a"].save(1)
    pipeline = Pipeline([node(repr, "a", "b", name="tell")])
    IncrementalRunner().run(pipeline, DataCatalog(names))
    assert plan(pipeline, DataCatalog(names)).reasons == {"tell": []}
    names["a"].save(2)
    assert plan(pipeline, DataCatalog(names)).reasons == {"tell": ["input a changed"]}

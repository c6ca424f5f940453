"""What the runner does with datasets of every kind, with faults, and beside other runners."""

import json
import logging
import os
import sys
import time
from threading import Thread

import click
import pytest
from kedro.io import DatasetError
from kedro.runner import ParallelRunner, SequentialRunner, ThreadRunner

from kedro_incremental import IncrementalError, IncrementalRunner, plan
from kedro_incremental.run_catalog import PARTIAL
from kedro_incremental.runner import _mark_running

NODES = "src/demo/nodes.py"
PIPELINE = "src/demo/pipeline.py"
CATALOG = "conf/base/catalog.yml"


def test_a_run_from_nothing_makes_the_same_as_kedros_own(bare):
    bare.run(SequentialRunner())
    theirs = bare.read()
    for name in theirs:
        if "raw" not in name:
            (bare.folder / name).unlink()
    bare.run()
    assert bare.read() == theirs


def test_a_second_run_does_nothing_and_returns_the_outputs(demo, caplog):
    times = {p: p.stat().st_mtime_ns for p in (demo.folder / "data").rglob("[!.]*.json")}
    with caplog.at_level(logging.INFO):
        outputs = demo.run()
    assert "Ran 0 nodes; 10 were up to date" in caplog.text
    assert outputs["chart"].load().startswith("ada")
    assert {p: p.stat().st_mtime_ns for p in times} == times


def test_outputs_in_memory_are_made_again_for_a_caller_who_gets_them(demo, caplog, monkeypatch):
    demo.edit(CATALOG, "chart: {type: text.TextDataset, filepath: data/chart.txt}", "")
    demo.run()
    with caplog.at_level(logging.INFO):
        assert demo.run()["chart"].load().startswith("ada")
        assert "Ran 1 node; 9 were up to date" in caplog.text
        caplog.clear()
        with click.Context(click.Command("run")):  # at a prompt nobody gets them
            demo.run()
        monkeypatch.setitem(sys.modules, "kedro.server.http_server", click)  # nor from the server
        demo.run()
        assert caplog.text.count("Ran 0 nodes; 10 were up to date") == 2


def test_everything_is_run_on_request(demo, caplog):
    with caplog.at_level(logging.INFO):
        demo.run(IncrementalRunner(everything=True))
    assert "Ran 10 nodes" in caplog.text


def test_the_same_result_ends_the_chain(demo, caplog):
    demo.edit(NODES, "return {customer: load", "1 + 1\n    return {customer: load")
    with caplog.at_level(logging.INFO):
        demo.run()
    assert "Ran 3 nodes; 7 were up to date" in caplog.text  # priced and discounted in memory


@pytest.mark.parametrize("runner", [SequentialRunner, ThreadRunner, ParallelRunner])
def test_other_runners_leave_no_wrong_record(demo, runner):
    demo.run(runner(), params={"discount": {"rate": 0.5}})
    demo.run()
    whole = demo.read()
    demo.run(IncrementalRunner(everything=True))
    assert demo.read() == whole


def test_a_record_that_another_process_drops_meanwhile_counts_as_none(demo):
    """As two workers of a ParallelRunner do; a link to nowhere is listed and not there too."""
    (demo.folder / "data/.records/gone.json").symlink_to("nowhere")
    assert demo.changed() == set()


def test_another_runner_in_another_thread_leaves_no_wrong_record(demo):
    """As with two requests to Kedro's server."""
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


def test_threads_may_load_and_save(bare):
    bare.edit(NODES, "        yield f", "        pass\n    return f")
    bare.run(IncrementalRunner(is_async=True))
    assert bare.changed() == set()


def test_a_generator_that_fails_leaves_the_file_that_was_there(demo):
    before = demo.read()
    demo.edit(NODES, '.2f}\\n"', '.2f}\\n"\n        raise RuntimeError("half-way")')
    with pytest.raises(RuntimeError, match="half-way"):
        demo.run()
    assert demo.read() == before
    assert not [*(demo.folder / "data").rglob(f"{PARTIAL}*")]


def test_a_save_that_fails_leaves_the_file_that_was_there(demo):
    before = demo.read()
    demo.edit("src/demo/datasets.py", "super().save(", "super().save(None) or super().save(")
    with pytest.raises(DatasetError):
        demo.run()
    assert demo.read() == before


def test_an_interrupt_frees_the_lock_and_the_next_run_goes_on(demo):
    demo.edit(NODES, '"""Sum the prices by customer."""', "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        demo.run()
    demo.edit(NODES, "raise KeyboardInterrupt", "pass")
    demo.run()
    assert demo.changed() == set()


def test_one_run_at_a_time_in_one_folder(demo):
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
    with pytest.raises(IncrementalError, match=r"Expected no other run in .*data"):
        demo.run()


def test_files_of_processes_that_are_gone_are_removed_and_others_stay(demo):
    """This process may have the number of an earlier one, as in a container."""
    (demo.folder / "data/elsewhere").mkdir()
    kept = [
        demo.folder / f"data/{PARTIAL}of-somebody",
        demo.folder / f"data/{PARTIAL}{os.getppid()}-{'a' * 8}-x.json",
        demo.folder / f"data/elsewhere/{PARTIAL}999999999-{'a' * 8}-x.json",
    ]
    gone = [
        demo.folder / f"data/{PARTIAL}999999999-{'a' * 8}-x.json",
        demo.folder / f"data/bills/{PARTIAL}{os.getpid()}-{'a' * 8}-x.json",
    ]
    for path in (*kept, *gone):
        path.write_text("x")
    demo.run()
    assert [path.exists() for path in (*kept, *gone)] == [True] * 3 + [False] * 2


def test_inputs_that_do_not_belong_together_are_refused(demo):
    demo.write("data/totals.json", '{"ada": 1, "bob": 2}')
    with pytest.raises(IncrementalError, match="totals was altered after sum_up made it"):
        demo.run(node_names=["report"])
    demo.run()
    demo.edit("data/raw/orders.json", '"n": 3', '"n": 4')
    with pytest.raises(
        IncrementalError, match=r"was run with another .*orders than the current one"
    ):
        demo.run(node_names=["predict"])


def test_stale_inputs_are_told_of_where_the_catalog_allows_them(demo, caplog):
    demo.edit(
        CATALOG,
        "data/totals.json}",
        "data/totals.json, metadata: {kedro-incremental: {allow_stale: true}}}",
    )
    demo.write("data/totals.json", '{"ada": 1, "bob": 2}')
    demo.run(node_names=["draw"])
    assert "These inputs are stale: totals" in caplog.text


def test_data_without_a_known_state_are_never_up_to_date(demo, caplog):
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


def test_versioned_data_are_up_to_date_by_their_last_version(bare):
    bare.edit(CATALOG, "filepath: data/totals.json", "filepath: data/totals.json, versioned: true")
    bare.run()
    assert bare.changed() == set()
    time.sleep(0.01)
    bare.edit("conf/base/parameters.yml", "rate: 0.1", "rate: 0.2")
    bare.run()
    assert len([*(bare.folder / "data/totals.json").iterdir()]) == 2
    assert bare.changed() == set()


def test_a_version_that_is_not_there_is_looked_for(bare):
    bare.edit(CATALOG, "filepath: data/totals.json", "filepath: data/totals.json, versioned: true")
    bare.run()
    with pytest.raises(DatasetError, match="Expected the version 'never' of totals"):
        bare.run(node_names=["draw"], load_versions={"totals": "never"})


def test_partitions_count_by_their_names_and_contents(bare):
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


def test_a_cached_dataset_is_looked_into(bare):
    bare.edit(
        CATALOG,
        "{type: json.JSONDataset, filepath: data/totals.json}",
        "{type: CachedDataset, dataset: {type: json.JSONDataset, filepath: data/totals.json}}",
    )
    bare.run()
    assert bare.changed() == set()
    bare.write("data/totals.json", '{"ada": 1, "bob": 2}')
    assert {"sum_up", "draw"} <= bare.changed()


def test_a_node_without_outputs_runs_when_its_inputs_have_changed(bare):
    bare.edit(PIPELINE, '"totals", "chart", name="draw"', '"totals", None, name="draw"')
    bare.edit("src/demo/figures.py", "return ", "_ = ")
    bare.run()
    assert bare.changed() == set()
    bare.edit("conf/base/parameters.yml", "rate: 0.1", "rate: 0.2")
    bare.edit("src/demo/figures.py", "20", "30")
    assert "draw" in bare.changed()


def test_an_optional_input_may_be_absent(bare):
    optional = ", metadata: {kedro-incremental: {optional: true}}}"
    bare.edit(CATALOG, "data/forecast.json}", f"data/forecast.json{optional}")
    bare.edit(NODES, "def report(totals, forecast)", "def report(totals, forecast='none')")
    names = ["price", "discount", "sum_up", "report"]
    bare.run(node_names=names)
    assert (bare.folder / "data/report.txt").read_text().replace("\n", "").endswith("none")
    bare.run()
    assert "tea" in (bare.folder / "data/report.txt").read_text()


def test_a_node_that_needs_what_is_optional_and_absent_is_left_out(demo):
    optional = ", metadata: {kedro-incremental: {optional: true}}}"
    demo.edit(CATALOG, "data/forecast.json}", f"data/forecast.json{optional}")
    demo.edit(CATALOG, "data/totals.json}", f"data/totals.json{optional}")
    for name in ("forecast.json", "chart.txt", "report.txt"):
        (demo.folder / "data" / name).unlink()
    demo.run(node_names=["draw", "report"])
    assert (demo.folder / "data/chart.txt").exists()
    assert not (demo.folder / "data/report.txt").exists()


def test_nodes_that_all_lack_what_they_need_are_not_left_out(bare):
    optional = ", metadata: {kedro-incremental: {optional: true}}}"
    bare.edit(CATALOG, "data/totals.json}", f"data/totals.json{optional}")
    with pytest.raises(DatasetError, match="totals"):
        bare.run(node_names=["draw"])


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


def test_dataset_factories_and_namespaces(demo):
    assert json.loads((demo.folder / "data/forecast.json").read_text())
    assert (demo.folder / "data/bills/ada.txt").read_text() == "Dear ada, 8.7 EUR"


def test_two_environments_keep_their_own_records(demo):
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
    assert demo.changed() == {"ada", "bob", "draw", "report"}  # which save to the same places


def test_a_catalog_made_in_code_is_looked_at_too(tmp_path, monkeypatch):
    from kedro.io import DataCatalog
    from kedro.pipeline import Pipeline, node
    from kedro_datasets.json import JSONDataset

    monkeypatch.chdir(tmp_path)
    names = {name: JSONDataset(filepath=f"{tmp_path}/{name}.json") for name in "ab"}
    names["a"].save(1)
    pipeline = Pipeline([node(repr, "a", "b", name="tell")])
    IncrementalRunner().run(pipeline, DataCatalog(names))
    assert plan(pipeline, DataCatalog(names)).reasons == {"tell": []}
    names["a"].save(2)
    assert plan(pipeline, DataCatalog(names)).reasons == {"tell": ["input a changed"]}

"""Tests of the runner with faults, with nodes of all kinds, and next to other runners."""

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

from kedro_incremental import IncrementalError, IncrementalRunner
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

import json

import pandas as pd
import pytest
from kedro.framework.hooks.specs import PipelineSpecs
from pluggy import PluginManager

from kedro_incremental.hooks import IncrementalHooks, keep_viz_statistics

viz = pytest.importorskip("kedro_viz.integrations.kedro.hooks")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """End a run by which some tables were saved; return what kedro-viz would show."""
    (tmp_path / "pyproject.toml").write_text('[tool.kedro]\npackage_name = "study"\n')
    monkeypatch.chdir(tmp_path)

    def run(env=None, **rows):
        ours, of_viz = IncrementalHooks(), viz.DatasetStatsHook()
        manager = PluginManager("kedro")
        manager.add_hookspecs(PipelineSpecs)
        manager.register(of_viz)
        manager.register(ours)  # which would be called first
        of_viz.after_catalog_created({})
        for name, n in rows.items():
            of_viz.after_dataset_saved(name, pd.DataFrame({"a": range(n)}))
        run_params = {"project_path": str(tmp_path), "env": env}
        manager.hook.after_pipeline_run(
            run_params=run_params, run_result={}, pipeline=None, catalog=None
        )
        shown = json.loads((tmp_path / ".viz/stats.json").read_text())
        return {name: table["rows"] for name, table in shown.items()}

    return run


def test_tables_of_earlier_runs_keep_their_rows(run):
    assert run(metrics=3, answers=5) == {"metrics": 3, "answers": 5}
    assert run(answers=6) == {"metrics": 3, "answers": 6}
    assert run() == {"metrics": 3, "answers": 6}


def test_each_environment_has_its_own(run):
    run(metrics=3)
    assert run("smoke", answers=1) == {"answers": 1}
    assert run() == {"metrics": 3}


@pytest.mark.parametrize("content", ["[1,", "[1]", ""])
def test_a_damaged_file_is_replaced(run, tmp_path, content):
    run(metrics=3)
    (tmp_path / ".viz/stats/default.json").write_text(content)
    assert run(answers=2) == {"answers": 2}


def test_a_folder_that_cannot_be_written_to_ends_no_run(run, tmp_path):
    (tmp_path / ".viz").mkdir()
    (tmp_path / ".viz/stats").touch()
    assert run(answers=2) == {"answers": 2}


def test_nothing_is_written_where_kedro_viz_writes_nothing(tmp_path):
    keep_viz_statistics(tmp_path, None)
    assert not any(tmp_path.iterdir())

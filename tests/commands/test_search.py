"""A search that is killed, and goes on."""

import shutil

import pandas as pd
import pytest
from projects import KEDRO, disturb, run

pytestmark = [pytest.mark.slow, pytest.mark.fault]

TABLE, BEST = "07_model_output/search_trials.csv", "07_model_output/search_best.yml"


SEARCH = [KEDRO, "run", "--env=smoke", "--pipelines=search"]
SEARCH += ["--params=search.model=knn,search.rounds=2"]


def times_of(folder):
    return {path: path.stat().st_mtime_ns for path in sorted(folder.glob("round_*/trial_*.json"))}


def test_a_killed_search_goes_on_and_finds_the_same(smoke_project, tmp_path):
    whole, killed = (
        shutil.copytree(smoke_project, tmp_path / name) / "data/smoke" for name in "ab"
    )
    run(SEARCH, tmp_path / "a")
    # The second of two rounds of four trials builds on the first.
    done = "of the selection half with"
    disturb(SEARCH, tmp_path / "b", lambda text: text.count(done) >= 7, lambda p: p.kill())
    assert not (killed / TABLE).exists()
    trials = killed / "07_model_output/search"
    # The seventh trial ends while the process is killed: its file may lack the record of its node.
    assert 6 <= len(times_of(trials)) < 8
    before = dict(sorted(times_of(trials).items(), key=lambda item: item[1])[:6])
    run(SEARCH, tmp_path / "b")
    assert times_of(trials).items() >= before.items()
    expected, table = (pd.read_csv(data / TABLE) for data in (whole, killed))
    assert len(table) == 8
    pd.testing.assert_frame_equal(table.drop(columns="seconds"), expected.drop(columns="seconds"))
    assert (killed / BEST).read_bytes() == (whole / BEST).read_bytes()

"""A search that is killed, and goes on."""

import shutil
import subprocess

import pandas as pd
import pytest
from projects import KEDRO, run

pytestmark = [pytest.mark.slow, pytest.mark.fault]

TABLE, BEST = "07_model_output/search_trials.csv", "07_model_output/search_best.yml"


def search(model, rounds):
    asked = f"--params=search.model={model},search.rounds={rounds}"
    return [KEDRO, "run", "--env=smoke", "--pipelines=search", asked]


def kill_at(command, project, text, n):
    """Start a command, and kill it as soon as it prints a text for the n-th time."""
    process = subprocess.Popen(
        command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        n -= text in line
        if not n:
            process.kill()
            break
    process.communicate(timeout=60)
    assert n == 0


def times_of(folder):
    return {path: path.stat().st_mtime_ns for path in sorted(folder.glob("round_*/trial_*.json"))}


@pytest.mark.parametrize(
    ("model", "rounds", "text", "n", "kept"),
    [
        ("cnn", 1, "epoch 2/3", 3, 2),  # in the midst of the third training
        ("knn", 2, "of the selection half with", 7, 6),  # whose second round builds on the first
    ],
)
def test_a_killed_search_goes_on_and_finds_the_same(
    smoke_project, tmp_path, model, rounds, text, n, kept
):
    whole, killed = (
        shutil.copytree(smoke_project, tmp_path / name) / "data/smoke" for name in "ab"
    )
    command = search(model, rounds)
    run(command, tmp_path / "a")
    kill_at(command, tmp_path / "b", text, n)
    assert not (killed / TABLE).exists()
    trials = killed / "07_model_output/search"
    before = times_of(trials)
    assert kept <= len(before) < 4 * rounds
    run(command, tmp_path / "b")
    assert times_of(trials).items() >= before.items()
    expected, table = (pd.read_csv(data / TABLE) for data in (whole, killed))
    assert len(table) == 4 * rounds
    pd.testing.assert_frame_equal(table.drop(columns="seconds"), expected.drop(columns="seconds"))
    assert (killed / BEST).read_bytes() == (whole / BEST).read_bytes()

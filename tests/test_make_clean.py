"""`make clean`: it removes what the pipelines made, and that alone."""

import subprocess

import pytest
from projects import PROJECT

MADE = ["data/.records", "data/02_intermediate/a b", "data/my conf/.records"]
MADE += ["data/my conf/02_intermediate/a", "data/smoke/.records", "data/smoke/.run.lock"]
KEPT = ["conf/base", "data/01_raw/a", "data/03_primary/.gitkeep", "data/mine/02_notes/a"]
KEPT += ["data/my conf/01_raw/a", "data/smoke/notes"]


@pytest.fixture
def project(tmp_path):
    for name in (*MADE, *KEPT):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def clean(project, answer):
    command = ["make", "-s", "-C", str(project), "-f", str(PROJECT / "Makefile"), "clean"]
    done = subprocess.run(command, input=answer, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.bad_input
def test_a_name_with_a_space_is_no_other_folder(project):
    printed = clean(project, "y\n")
    assert "data/my conf/.records\n" in printed
    assert [name for name in MADE if (project / name).exists()] == []
    assert [name for name in KEPT if not (project / name).exists()] == []
    assert clean(project, "y\n") == "There is nothing to remove.\n"


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_nothing_is_removed_without_a_yes(project, answer):
    assert "Nothing was removed." in clean(project, answer)
    assert [name for name in (*MADE, *KEPT) if not (project / name).exists()] == []

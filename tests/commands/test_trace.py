"""What nodes run of the project is what their fingerprints cover."""

import re
import shutil
import sys

import pytest
from projects import PROJECT, run

pytestmark = pytest.mark.slow


def test_every_function_that_a_node_runs_is_in_its_fingerprint(smoke_project, tmp_path):
    project = shutil.copytree(smoke_project, tmp_path / "project")
    printed = run([sys.executable, str(PROJECT / "tests/trace_of_study.py")], project)
    assert "not covered" not in printed
    assert int(re.search(r"(\d+) functions of \d+ nodes", printed)[1]) > 1000

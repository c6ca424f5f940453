"""What nodes run of the project: fingerprints cover it, and few modules hold it."""

import re
import shutil

import pytest
from projects import PROJECT, run_code

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def printed(smoke_project, tmp_path_factory):
    project = shutil.copytree(smoke_project, tmp_path_factory.mktemp("traced") / "project")
    return run_code((PROJECT / "tests/trace_of_study.py").read_text(), project)


def test_every_function_that_a_node_runs_is_in_its_fingerprint(printed):
    assert "not covered" not in printed
    assert int(re.search(r"(\d+) functions of \d+ nodes", printed)[1]) > 1000


def test_few_modules_lead_from_the_raw_images_to_the_report(printed):
    assert int(re.search(r"fit runs (\d+) modules", printed)[1]) <= 14
    assert int(re.search(r"in the report: (\d+) modules", printed)[1]) <= 40

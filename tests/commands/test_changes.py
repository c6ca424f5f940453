"""What is run again after an edit, a change of parameters, a kill, or an altered file."""

import json
import re
import shutil

import pandas as pd
import pytest
from projects import KEDRO, disturb, edit, run, run_code

from fashion_mnist.parameters import model_names

pytestmark = pytest.mark.slow

RUN = [KEDRO, "run", "--env=smoke"]
NETWORKS, TRAINED = model_names.NETWORKS, model_names.MEMBERS
SOURCE = "src/fashion_mnist"


@pytest.fixture(scope="module")
def finished(smoke_project, tmp_path_factory):
    """A copy of the smoke run, which its own edits alone have changed."""
    return shutil.copytree(smoke_project, tmp_path_factory.mktemp("changes") / "project")


@pytest.fixture
def project(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / "project")


def records_of(project):
    """By node when its record was written."""
    folder = project / "data/smoke/.records"
    records = {path: json.loads(path.read_text()) for path in folder.glob("*.json")}
    return {
        record["node"]: path.stat().st_mtime_ns
        for path, record in records.items()
        if "node" in record  # and not of a run, or of a file that is trusted
    }


def record_of(project, node):
    """The file of a node's record."""
    (path,) = (project / "data/smoke/.records").glob(f"{node}-????????.json")
    return path


def run_and_list(project, *options):
    """Run what has to be run; the names of the nodes that were."""
    before = records_of(project)
    printed = run([*RUN, *options], project)
    ran = {name for name, time in records_of(project).items() if before.get(name) != time}
    told = re.search(r"Ran (\d+) nodes?; (\d+) w(?:as|ere) up to date", printed)
    assert int(told[1]) == len(ran), ran
    return ran


def each(models, *nodes):
    return {f"{model}.{node}" for model in models for node in nodes}


def list_changed(project):
    """The nodes that a run would run, but for those that run only if their inputs change."""
    printed = run([KEDRO, "changes", "--env=smoke"], project)
    return set(re.findall(r"^([\w.]+): (?!if its inputs change$)", printed, re.MULTILINE))


PAGES = ("compare_models", "write_report")
EDITS = {
    "a comment in a network's block, a docstring of a classical model": (
        [
            (
                f"{SOURCE}/networks/architectures.py",
                "    shortcut = x\n",
                "    shortcut = x  # itself\n",
            ),
            (f"{SOURCE}/classical/pipelines.py", "Build the unfitted pipeline of a", "Build a"),
        ],
        set(),
    ),
    "a template": (
        [(f"{SOURCE}/report/templates/base.html.j2", "</body>", "<hr></body>")],
        each([*TRAINED, "ensemble"], "describe", "write_model_card") | each(["reporting"], *PAGES),
    ),
    "the look of the learning curves": (
        [(f"{SOURCE}/figures/models.py", '"lines+markers"', '"lines"')],
        each(NETWORKS, "draw_learning"),
    ),
    "how predictions become metrics": (
        [(f"{SOURCE}/evaluation/calibration.py", "SIMULATIONS = 100", "SIMULATIONS = 101")],
        {"evaluation.measure_calibration", "evaluation.measure_coverage", "reporting.write_report"},
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_the_nodes_that_use_it_and_no_others(project, name):
    changes, expected = EDITS[name]
    for file, old, new in changes:
        edit(project / file, old, new)
    assert list_changed(project) == expected


def test_an_edit_of_networks_fits_all_networks_again_and_no_classical_model(project):
    edit(
        project / SOURCE / "networks/architectures.py",
        "    shortcut = x\n",
        "    shortcut = x\n    filters = int(filters)\n",
    )
    ran = run_and_list(project)
    fitted = {name for name in ran if name.endswith(".fit")}
    assert fitted == each(NETWORKS, "fit")
    # Their predictions turn out the same, so that nothing is tested or combined again.
    assert not ran & {
        "ensemble.weigh_models",
        "ensemble.combine_predictions",
        "evaluation.compare_pairs",
        "evaluation.tabulate_intervals",
    }


def test_a_parameter_fits_its_model_again(project):
    option = "--params=svm.calibration=sigmoid"
    changes = run([KEDRO, "changes", "--env=smoke", option], project)
    assert "svm.fit: params:svm changed" in changes
    ran = run_and_list(project, option)
    assert {name for name in ran if name.endswith(".fit")} == {"svm.fit"}
    assert {
        "svm.predict_test",
        "ensemble.weigh_models",
        "evaluation.compare_pairs",
        "reporting.write_report",
    } <= ran
    assert run_and_list(project, option) == set()


@pytest.mark.fault
def test_a_run_that_was_killed_goes_on_and_mixes_nothing(project):
    change_classical_models(project, FIRST, OTHERS)
    kill_after(project, "logistic_regression")
    model = project / "data/smoke/06_models/logistic_regression/model.pickle"
    table = project / "data/smoke/08_reporting/comparison.csv"
    assert model.stat().st_mtime > table.stat().st_mtime
    # The old table would stand over the new model.
    printed = run([*RUN, "--only-missing-outputs"], project, code=1)
    assert "Expected results that belong together" in printed
    assert "logistic_regression" in printed
    assert "Traceback" not in printed
    # With the same parameters it goes on; what had been fitted is not fitted again.
    ran = run_and_list(project)
    assert "logistic_regression.fit" not in ran
    assert {"svm.fit", "reporting.compare_models"} <= ran
    assert run_and_list(project) == set()
    # With the first parameters everything is as it was.
    before = pd.read_csv(project / "before.csv")
    change_classical_models(project, OTHERS, FIRST)
    run_and_list(project)
    after = pd.read_csv(table)
    pd.testing.assert_series_equal(after["accuracy"], before["accuracy"])


FIRST, OTHERS = ("C: 0.05,", "C: 10,"), ("C: 0.06,", "C: 9,")


def change_classical_models(project, old, new):
    for one, other in zip(old, new, strict=True):
        edit(project / "conf/base/parameters_classical_ml.yml", one, other)


def kill_after(project, model):
    """Kill a run as soon as it has kept that it fitted a model."""
    table = project / "data/smoke/08_reporting/comparison.csv"
    shutil.copy(table, project / "before.csv")
    record = record_of(project, f"{model}.fit")
    time = record.stat().st_mtime_ns
    disturb(RUN, project, lambda _: record.stat().st_mtime_ns != time, lambda p: p.kill())


@pytest.mark.bad_input
def test_results_of_one_seed_are_not_reported_as_those_of_another(project):
    report = project / "data/smoke/08_reporting/report.html"
    before = report.read_bytes()
    command = [*RUN, "--pipelines=evaluation,reporting", "--params=seed=1"]
    printed = run(command, project, code=1)
    assert "another value of params:seed" in printed
    assert report.read_bytes() == before


@pytest.mark.bad_input
def test_a_replaced_model_is_not_opened(project):
    model = project / "data/smoke/06_models/svm/model.pickle"
    model.write_bytes(b"cos\nsystem\n(S'touch opened'\ntR.")
    printed = run([*RUN, "--nodes=svm.predict_test"], project, code=1)
    assert "svm.model@fitted was altered" in printed
    record_of(project, "svm.fit").unlink()
    printed = run([*RUN, "--nodes=svm.predict_test", "--everything"], project, code=1)
    assert "svm/model.pickle is not the one that this project saved" in printed
    load = "from fashion_mnist import Classifier; Classifier.load('svm', env='smoke')"
    printed = run_code(load, project, code=1)
    assert "svm/model.pickle is not the one that this project saved" in printed
    assert not (project / "opened").exists()
    run([KEDRO, "accept", str(model), "--env=smoke"], project)
    assert "svm.fit" in run_and_list(project)

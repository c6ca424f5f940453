"""The README and docs/results.md: one table of models, with numbers that belong together."""

import json
import re
import runpy
import shutil

import pandas as pd
import pytest
from projects import PROJECT

from fashion_mnist.evaluation.intervals import wilson
from fashion_mnist.evaluation.percentages import hundredfold
from fashion_mnist.pipeline_registry import ON_REQUEST
from fashion_mnist.report.more import PIPELINES

PAGES = ("README.md", "docs/results.md")
IMAGES = 10_000
FIT = {
    "time": "2020-01-02T03:04:05+00:00",
    "commit": "0123456789abcdef",
    "modified": False,
    "python": "3.12.1",
    "system": "Linux",
    "processor": "a processor",
    "cores": 2,
    "memory_gib": 24.0,
    "packages": {"tensorflow": "2.21.0"},
    "seed": 0,
}


@pytest.fixture(scope="module")
def tables():
    """What docs/model_table.py defines."""
    return runpy.run_path(str(PROJECT / "docs/model_table.py"))


def marked(page):
    """The text between the marks."""
    return page.partition("<!-- table of models -->\n")[2].partition("<!-- end -->")[0]


def read_rows(page):
    """The rows of the table between the marks, each by the headings."""
    lines = [line for line in marked(page).splitlines() if line.startswith("|")]
    headings, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def read_pages(project):
    return [(project / name).read_text(encoding="utf-8") for name in PAGES]


def test_the_readme_and_the_results_have_the_same_table():
    readme, results = read_pages(PROJECT)
    short = read_rows(readme)
    assert len(short) == 9
    assert short == [{name: row[name] for name in short[0]} for row in read_rows(results)]
    assert marked(results).strip().splitlines()[-1] == marked(readme).strip().splitlines()[-1]


def test_every_accuracy_in_the_table_is_one_with_its_interval():
    for row in read_rows(read_pages(PROJECT)[0]):
        right = round(float(row["test accuracy"].rstrip("%")) * IMAGES / 100)
        low, high = wilson(right, IMAGES)
        assert row["95% interval"] == f"{100 * low:.1f}-{100 * high:.1f}%", row["model"]


def test_the_picture_is_described_by_the_two_models_of_the_answer():
    readme, _ = read_pages(PROJECT)
    rows = {row["model"].split("`")[1]: row["test accuracy"] for row in read_rows(readme)}
    shown = readme.partition("![The first page of the report: ")[2].partition("](docs/report")[0]
    told = re.findall(r"(\w+) (?:is right )?on (\S+)%", shown)
    assert [model in rows for model, _ in told] == [True, True]
    answer = marked(readme).strip().partition("\n")[0]
    for model, accuracy in told:
        assert accuracy == str(hundredfold(float(rows[model].rstrip("%")) / 100))
        assert f"{accuracy}%" in answer


@pytest.fixture
def project(tmp_path):
    """A project of two models, with other pages than their results."""
    (tmp_path / "docs").mkdir()
    for name in PAGES:
        shutil.copy(PROJECT / name, tmp_path / name)
    low, high = wilson(9306, IMAGES)
    row = {"model": "cnn", "accuracy": 0.9306, "accuracy_low": low, "accuracy_high": high}
    row |= {"images": IMAGES, "fit_seconds": 81.2, "predict_seconds": 1.9, "bytes": 1_004_789}
    row |= {"parameters": 241_546, "views": 10, "accuracy_one_view": 0.9233}
    row |= {"validation_accuracy": 0.93}
    svm = row | {"model": "svm", "parameters": 4_600_000, "views": None, "accuracy_one_view": None}
    reporting = tmp_path / "data/08_reporting"
    for model in ("cnn", "svm"):
        (reporting / model).mkdir(parents=True)
        report = pd.DataFrame({"class": ["Bag", "Shirt"], "recall": [0.9, 0.774]})
        report.to_csv(reporting / model / "classification_report.csv", index=False)
        write_fit(tmp_path, model)
    pd.DataFrame([row, svm]).to_csv(reporting / "comparison.csv", index=False)
    test = {"model": "cnn", "other": "svm", "difference": 0.021, "low": 0.016, "high": 0.026}
    pd.DataFrame([test | {"differ": True}]).to_csv(reporting / "pairwise_tests.csv", index=False)
    (reporting / "environment.json").write_text(json.dumps(FIT))
    return tmp_path


def write_fit(project, model, **others):
    folder = project / "data/06_models" / model
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "provenance.json").write_text(json.dumps(FIT | others))


def test_the_table_is_made_from_the_artifacts(project, tables):
    tables["write_tables"](project)
    readme, results = read_pages(project)
    assert list(read_rows(readme)[0].values()) == [
        *("Convolutional network (`cnn`)", "93.06%", "92.5-93.5%", "81 s", "1.0 MB"),
    ]
    rows = read_rows(results)
    assert list(rows[0].values()) == [
        *("Convolutional network (`cnn`)", "93.06%", "92.5-93.5%", "92.33%", "77.4%"),
        *("241,546", "81 s", "1.9 s", "1.0 MB"),
    ]
    assert list(rows[1].values())[3:6] == ["", "77.4%", "4.6 million"]
    assert (
        marked(readme)
        .strip()
        .startswith(
            "**Yes: by 2.1 points** (95% interval 1.6 to 2.6). The best network on the validation "
            "images, a convolutional network, classifies 93.1% of the 10,000 test images correctly "
            "after 81 s of training; the best classical model there, a support vector machine, "
            "93.1% after 81 s."
        )
    )
    told = (
        "Made by `make run` with seed 0 on a processor, 2 cores, 24.0 GiB, on 2020-01-02, "
        "Python 3.12.1, TensorFlow 2.21.0, commit 0123456789ab."
    )
    assert told in marked(readme)
    assert told in marked(results)
    assert "cnn is right on 93.1% of the test images, svm on 93.1%](docs/report.png)" in readme


def test_the_answer_is_of_the_models_that_were_best_on_the_validation_images(project, tables):
    path = project / "data/08_reporting/comparison.csv"
    table = pd.read_csv(path)
    other = table[:1].assign(model="resnet", accuracy=0.95, validation_accuracy=0.92)
    pd.concat([other, table]).to_csv(path, index=False)
    answer = tables["tell_answer"](table_rows(path), project / "data")
    assert "a convolutional network, classifies 93.1% of" in answer


def table_rows(path):
    return pd.read_csv(path).to_dict("records")


def test_the_rest_of_the_pages_stays(project, tables):
    before = read_pages(project)
    tables["write_tables"](project)
    once = read_pages(project)
    tables["write_tables"](project)
    assert read_pages(project) == once
    for page, then in zip(once, before, strict=True):
        assert page.replace(marked(page), "") == then.replace(marked(then), "")


@pytest.mark.parametrize(
    ("others", "what"),
    [({"commit": "fedcba"}, "commit"), ({"seed": 1, "processor": "another"}, "seed, processor")],
)
def test_a_table_of_several_runs_is_refused(project, tables, others, what):
    write_fit(project, "svm", **others)
    before = read_pages(project)
    with pytest.raises(ValueError, match=f"Received several {what}: run"):
        tables["write_tables"](project)
    assert read_pages(project) == before


def test_the_minutes_of_what_runs_on_request_are_those_of_the_report():
    lines = (PROJECT / "docs/kedro.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]
    minutes = {row[0]: int(row[2]) for row in cells if len(row) == 3 and row[2].isdigit()}
    assert set(minutes) == set(ON_REQUEST)
    told = {name: more.minutes for name, more in PIPELINES.items() if name in minutes}
    assert {name: minutes[name] for name in told} == told

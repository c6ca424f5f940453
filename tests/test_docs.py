"""The numbers in the pages are the measured ones, in the tables and in the text."""

import json
import re
import shutil

import measured_pages
import model_table
import pandas as pd
import pytest
import static_site
from projects import PROJECT

from fashion_mnist.evaluation.intervals import wilson
from fashion_mnist.evaluation.predictions import hundredfold, percent
from fashion_mnist.pipelines import ON_REQUEST, PIPELINES
from kedro_incremental.datasets import stat_file
from kedro_incremental.records import Records

MEASURED = PROJECT / "docs/measured"
TABLES = {path.stem: measured_pages.read(MEASURED, path.stem) for path in MEASURED.glob("*.json")}
PAGES = {
    path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8")
    for path in measured_pages.list_pages(PROJECT)
}
FIGURE = re.compile(
    r"\d[\d.,]*(?:%(?! (?:t )?(?:interval|confidence))| (?:points?|min|minutes?|s|seconds)\b)"
)
# Numbers in the text that are in no table: parameters, and separate measurements.
ALONE = {
    "README.md": "5 minutes",
    "docs/cluster.md": "6.8 minutes, 2.5 s",
    "docs/export.md": "98%, 2.3%",
    "docs/object_store.md": "69 s, 36 s, 13 s, 4 s, 17 s",
    "docs/own_images.md": "80%, 4 points",
    "docs/own_pictures.md": "95%, 96%, 95%, 5%, 92%, 7.5%, 81%, 19%, 87%, 99.4%, 2.6%, 96%, "
    "96%, 92%, 85.7%, 84.6%, 94.2%, 96%, 95%, 98.0%, 99.4%, 9.2%, 37%, 96%, 58.3%, 39%, 49%, "
    "78.6%, 59%",
    "docs/results.md": "95%, 93.4%, 95%",
    "docs/scale.md": "155 s, 6 minutes, 0.2 s",
    "docs/search.md": "25 minutes",
    "docs/tracking.md": "3 s, 4.1 s, 1.2 s",
}
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


def cell(table, row, column):
    """Return a cell of the first row that begins with a text or has it as code."""
    place = TABLES[table]["columns"].index(column)
    return next(
        each[place]
        for each in TABLES[table]["rows"]
        if each[0].startswith(row) or f"`{row}`" in each[0]
    )


def rounded(share, digits=1):
    return percent(float(share.rstrip("%")) / 100, digits)


def tell_seeds():
    """Write the sentence on seeds: each network's mean and standard deviation."""
    told = []
    for model, _, mean, deviation, *_ in TABLES["seeds"]["rows"]:
        told.append(f"{model} {mean} ({deviation.removesuffix(' points')})")
    _, _, mean, deviation, *_ = TABLES["seeds"]["rows"][0]
    told[0] = f"{TABLES['seeds']['rows'][0][0]} {mean} (standard deviation {deviation})"
    return f"Over three seeds: {', '.join(told)}"


def tell_ratios():
    """Write the sentences on PyTorch's time to each level, eager and compiled."""
    rows = TABLES["benchmark_frontier"]["rows"]
    eager, compiled = (
        [row[3].split()[0] for row in rows if f"PyTorch {mode}" in row[4]]
        for mode in ("eager", "compiled")
    )
    in_words = f"{', '.join(eager[:-1])} and {eager[-1]}"
    yield f"Run eagerly, PyTorch needs {in_words} times our time to these levels"
    least, *_, most = sorted(compiled, key=float)
    yield f"Compiled, it needs {least} to {most} times our time"


def list_sentences():
    """List the sentences in the text that repeat numbers of the tables."""
    whole = percent(float(cell("benchmark_svm", "svm on all features", "ours").split()[-1]))
    ours, accuracy = cell("benchmark_frontier", "95%", "ours").split(", ")
    soon = f"{accuracy} in {round(float(ours.removesuffix(' s')) / 60)} minutes"
    quick = cell("models", "mlp", "training")
    hour = rounded(cell("best", "cnn", "test accuracy"))
    columns = ("accuracy", "sure", "accuracy when sure")
    right, sure, right_when_sure = (
        cell("photographs_of_released", "released", name) for name in columns
    )
    shoes = [
        (int(count), float(accuracy.rstrip("%")) / 100)
        for _, kind, count, accuracy, *_ in TABLES["photographs_of_released"]["rows"]
        if kind in ("Ankle boot", "Sandal", "Sneaker")
    ]
    n_shoes, n_right = sum(n for n, _ in shoes), sum(round(n * share) for n, share in shoes)
    return [
        ("README.md", f"the support vector machine reaches {whole}"),
        ("README.md", tell_seeds()),
        ("README.md", f"[{soon}]"),
        ("README.md", f"[{hour} in an hour]"),
        ("README.md", f"[{right}](docs/own_pictures.md#accuracy-on-photographs)"),
        ("README.md", f"and {right_when_sure} of those it is sure about"),
        ("docs/kedro.md", f"networks trained for about an hour: {hour}"),
        *(("docs/results.md", sentence) for sentence in tell_ratios()),
        ("docs/results.md", f"`mlp` reaches [{cell('models', 'mlp', 'test accuracy')} in {quick}]"),
        ("docs/own_pictures.md", f"the {n_shoes} of a single kind, {n_right} are classified"),
        ("docs/own_pictures.md", f"was sure of {sure} of them, and {right_when_sure} of its sure"),
    ]


def unwrap(text):
    return " ".join(text.split())


def prose_of(page):
    """Return a page without its tables, on one line."""
    outside = measured_pages.MARKED.sub("", PAGES[page])
    return unwrap(" ".join(line for line in outside.splitlines() if not line.startswith("|")))


@pytest.mark.parametrize("page", PAGES)
def test_what_stands_between_marks_is_what_was_measured(page):
    assert measured_pages.fill(PAGES[page], MEASURED) == PAGES[page]


def test_all_tables_of_results_stand_between_marks():
    outside = measured_pages.MARKED.sub("", PAGES["docs/results.md"])
    assert not [line for line in outside.splitlines() if line.startswith("|")]


def test_every_measured_table_stands_in_a_page():
    shown = [
        name
        for page in PAGES.values()
        for _, names, _ in measured_pages.MARKED.findall(page)
        for name in names.split(", ")
    ]
    assert set(shown) - {"answer"} == set(TABLES)


def test_tables_that_stand_as_one_have_the_same_columns():
    for page in PAGES.values():
        for _, names, _ in measured_pages.MARKED.findall(page):
            columns = [TABLES[name]["columns"] for name in names.split(", ") if name in TABLES]
            assert all(each == columns[0] for each in columns), names


@pytest.mark.parametrize("name", TABLES)
def test_every_table_tells_its_command_commit_machine_and_date(name):
    made = TABLES[name]["made"]
    assert re.match("kedro run|make run|python -m benchmarks", made["command"])
    assert re.match("[0-9a-f]{12}", made["commit"])
    assert "core" in made["machine"]
    assert re.match(r"20\d\d-\d\d-\d\d", made["date"])
    assert {len(row) for row in TABLES[name]["rows"]} == {len(TABLES[name]["columns"])}


@pytest.mark.parametrize(("page", "sentence"), list_sentences())
def test_a_figure_outside_the_tables_is_that_of_the_table(page, sentence):
    assert sentence in prose_of(page)


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_outside_the_tables_is_compared_or_in_no_table(page):
    prose = prose_of(page)
    for where, sentence in list_sentences():
        prose = prose.replace(sentence, "") if where == page else prose
    assert ", ".join(FIGURE.findall(prose)) == ALONE.get(page, "")


def test_the_readme_has_columns_of_the_same_table():
    answer = measured_pages.show(["answer"], MEASURED)
    for row in TABLES["models"]["rows"]:
        assert f"| {row[0]} | {row[1]} | {row[2]} |" in answer
    assert answer.splitlines()[-1] == measured_pages.show(["models"], MEASURED).splitlines()[-1]


def test_every_accuracy_in_the_table_is_one_with_its_interval():
    for name in ("models", "best"):
        places = [
            TABLES[name]["columns"].index(column) for column in ("test accuracy", "95% interval")
        ]
        for row in TABLES[name]["rows"]:
            accuracy, interval = (row[place] for place in places)
            low, high = wilson(round(float(accuracy.rstrip("%")) * IMAGES / 100), IMAGES)
            assert interval == f"{100 * low:.1f}-{100 * high:.1f}%", row


def test_the_picture_is_described_by_the_two_models_of_the_answer():
    rows = {row[0].split("`")[1]: row[1] for row in TABLES["models"]["rows"]}
    told = re.findall(r"(\w+) (?:classifies )?(\d\S+)%", TABLES["models"]["report"])
    assert [model in rows for model, _ in told] == [True, True]
    for model, accuracy in told:
        assert accuracy == str(hundredfold(float(rows[model].rstrip("%")) / 100))
        assert f"{accuracy}%" in TABLES["models"]["answer"]


@pytest.fixture
def project(tmp_path):
    """A project with results of two models that its pages do not show yet."""
    shutil.copytree(MEASURED, tmp_path / "docs/measured")
    for name in ("README.md", "docs/results.md"):
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
    keep_records(tmp_path / "data")
    return tmp_path


def keep_records(data):
    """Keep records of a run that fitted two models and compared them."""
    store, path = Records(str(data / ".records")), data / "08_reporting/comparison.csv"
    run = {"command": "kedro run --everything", "facts": {"machine": {"commit": "0123"}}}
    store.save("run-1", run | {"files": {}, "places": {}})
    fits = {"cnn.provenance": "", "svm.provenance": ""}
    for node, inputs, outputs, files in (
        ("fit", {}, fits, {}),
        ("compare", fits, {"comparison": ""}, {str(path): stat_file(path)._asdict()}),
    ):
        record = {"node": node, "run_id": "1", "inputs": inputs, "outputs": outputs}
        store.save(node, record | {"files": files, "places": {}})


def write_fit(project, model, **others):
    folder = project / "data/06_models" / model
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "provenance.json").write_text(json.dumps(FIT | others))


def read_pages(project):
    return [path.read_text(encoding="utf-8") for path in measured_pages.list_pages(project)]


def test_the_table_is_made_from_the_artifacts(project):
    assert measured_pages.copy_tables(project, ["models"]) == ["models"]
    table = measured_pages.read(project / "docs/measured", "models")
    assert table["rows"] == [
        [
            *("Convolutional network (`cnn`)", "93.06%", "92.5-93.5%", "92.33%", "77.4%"),
            *("241,546", "81 s", "1.9 s", "1.0 MB"),
        ],
        [
            *("Support vector machine, RBF kernel (`svm`)", "93.06%", "92.5-93.5%", "", "77.4%"),
            *("4.6 million", "81 s", "1.9 s", "1.0 MB"),
        ],
    ]
    readme, results = read_pages(project)
    answer = (
        "**Yes: by 2.1 points** (95% interval 1.6 to 2.6). The best network on the validation "
        "images, a convolutional network, classifies 93.1% of the 10,000 test images correctly "
        "after 81 s of training; the best classical model there, a support vector machine, "
        "93.1% after 81 s."
    )
    assert f"<!-- measured: answer -->\n\n{answer}" in readme
    assert "| Convolutional network (`cnn`) | 93.06% | 92.5-93.5% | 81 s | 1.0 MB |" in readme
    assert "cnn classifies 93.1% of the test images correctly, svm 93.1%]" in readme
    told = (
        "Made by `kedro run --everything` on a processor, 2 cores, 24.0 GiB, on 2020-01-02, "
        "seed 0, Python 3.12.1, TensorFlow 2.21.0, commit 0123456789ab."
    )
    assert told in readme
    assert told in results


def test_the_answer_is_of_the_models_that_were_best_on_the_validation_images(project):
    path = project / "data/08_reporting/comparison.csv"
    table = pd.read_csv(path)
    other = table[:1].assign(model="resnet", accuracy=0.95, validation_accuracy=0.92)
    rows = pd.concat([other, table]).to_dict("records")
    answer = model_table.tell_answer(rows, project / "data")
    assert "a convolutional network, classifies 93.1% of" in answer


def test_neighbours_in_the_answer_have_no_article(project):
    for name in ("comparison", "pairwise_tests"):
        path = project / f"data/08_reporting/{name}.csv"
        path.write_text(path.read_text().replace("svm", "knn"))
    rows = pd.read_csv(project / "data/08_reporting/comparison.csv").to_dict("records")
    answer = model_table.tell_answer(rows, project / "data")
    assert "the best classical model there, k nearest neighbours, 93.1% after 81 s." in answer


def test_a_network_of_another_architecture_is_named_by_that(project):
    write_fit(project, "cnn", parameters={"architecture": "compact_fine"})
    assert model_table.name_model("cnn", project / "data") == "Architecture `compact_fine`"
    assert model_table.name_model("svm", project / "data") == "Support vector machine, RBF kernel"


def test_the_rest_of_the_pages_stays(project):
    before = read_pages(project)
    measured_pages.copy_tables(project, ["models"])
    once = read_pages(project)
    measured_pages.copy_tables(project, ["models"])
    assert read_pages(project) == once != before
    for page, then in zip(once, before, strict=True):
        assert measured_pages.MARKED.sub("", page) == measured_pages.MARKED.sub("", then)


@pytest.mark.parametrize(
    ("others", "what"),
    [({"commit": "fedcba"}, "commit"), ({"seed": 1, "processor": "another"}, "seed, processor")],
)
def test_a_table_of_several_runs_is_refused(project, others, what):
    write_fit(project, "svm", **others)
    before = read_pages(project)
    with pytest.raises(ValueError, match=f"Received several {what}: run"):
        measured_pages.copy_tables(project, ["models"])
    assert read_pages(project) == before


def test_the_minutes_of_what_runs_on_request_are_those_of_the_report():
    lines = (PROJECT / "docs/kedro.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]
    minutes = {row[0]: int(row[2]) for row in cells if len(row) == 3 and row[2].isdigit()}
    assert minutes == {name: PIPELINES[name].minutes for name in ON_REQUEST}


@pytest.mark.bad_input
def test_a_site_of_no_run_is_refused_and_the_earlier_one_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(static_site, "DATA", tmp_path / "data")
    monkeypatch.setattr(static_site, "SITE", tmp_path / "site")
    (tmp_path / "site").mkdir()
    with pytest.raises(SystemExit, match=r"Received no 08_reporting/report\.html in data: run"):
        static_site.main()
    assert (tmp_path / "site").exists()

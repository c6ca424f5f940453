"""Projects made from the starter: they run, pass their own tests, and take other images."""

import importlib
import shutil
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from chromium import CHROMIUM
from PIL import Image, ImageDraw
from projects import KEDRO, PROJECT, run, run_code

from fashion_mnist import starters
from fashion_mnist.evaluation import calibration, intervals, significance

pytestmark = pytest.mark.slow

# By answer, a name of the project, the models, the options of its runs, and the least accuracy of
# the best model. Networks are the same with two of the answers, so one of them is trained briefly.
ANSWERS = {
    "networks": ("Leaf diseases on tomato plants", {"cnn"}, ["--params=cnn.epochs=2"], 0),
    "classical": ("x1", {"logistic_regression", "random_forest"}, [], 0.65),
    "both": ("Shapes", {"cnn", "logistic_regression", "random_forest"}, [], 0.8),
}
UNWANTED = {
    "networks": ("classical", "import flatten", "node(flatten", "random_forest"),
    "classical": (
        *("deep_learning", "gradcam.py", "import reshape", "keras", "networks.py", "node(reshape"),
        "tensorflow",
    ),
    "both": (),
}
PACKAGE = "shapes"  # of the project with all models
OWN = "data/01_raw/images"


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Make a project from the starter, in a folder of its own."""

    def make_project(name, models, code=0):
        folder = tmp_path_factory.mktemp("made")
        (folder / "answers.yml").write_text(
            f"project_name: {name}\nmodels: {models}\noutput_dir: {folder}\n"
        )
        starter = [f"--starter={PROJECT}", f"--directory={starters.DIRECTORY}"]
        printed = run([KEDRO, "new", *starter, "--config=answers.yml"], folder, code)
        return printed if code else folder / name.lower().replace(" ", "-")

    return make_project


@pytest.fixture(scope="module")
def projects(make):
    return {models: make(name, models) for models, (name, *_) in ANSWERS.items()}


@pytest.fixture(scope="module")
def runs(projects):
    """What the first run of each project prints."""
    return {
        answer: run([KEDRO, "run", *options], projects[answer])
        for answer, (_, _, options, _) in ANSWERS.items()
    }


@pytest.mark.parametrize("answer", ANSWERS)
def test_nothing_is_left_of_models_that_were_not_asked_for(projects, answer):
    folder = projects[answer]
    code = [*folder.glob("src/**/*.py"), folder / "pyproject.toml", folder / "README.md"]
    texts = [str(path.relative_to(folder)) for path in folder.rglob("*.*")]
    texts += [path.read_text(encoding="utf-8") for path in code]
    for word in UNWANTED[answer]:
        assert not [text for text in texts if word in text], word


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_made_project_passes_its_checks(projects, answer):
    folder = projects[answer]
    tool = [sys.executable, "-m"]
    run([*tool, "ruff", "check", "--no-cache"], folder)
    run([*tool, "ruff", "format", "--check", "--no-cache"], folder)
    if answer == "both":
        run([*tool, "mypy"], folder)


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_run_trains_all_models_and_a_second_one_has_nothing_to_do(projects, answer):
    _, models, options, least = ANSWERS[answer]
    table = pd.read_csv(projects[answer] / "data/07_model_output/accuracies.csv")
    assert set(table["model"]) == models
    assert table["accuracy"].max() >= least
    assert "Ran 0 nodes" in run([KEDRO, "run", *options], projects[answer])


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this system")
@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize("answer", ANSWERS)
def test_the_report_is_shown_without_errors_and_without_requests(projects, browser, answer):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    page.on("request", lambda request: problems.append(request.url))
    address = (projects[answer] / "data/08_reporting/report.html").as_uri()
    page.goto(address)
    n_models = len(ANSWERS[answer][1])
    assert page.locator(".js-plotly-plot .main-svg:first-child").count() >= 3 + n_models
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    images = page.locator("img").evaluate_all("all => all.map((image) => image.naturalWidth > 0)")
    assert images
    assert all(images)
    assert [p for p in problems if p != address and not p.startswith("data:")] == []
    page.close()


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_made_project_passes_its_own_tests(projects, answer):
    left_out = [] if answer == "both" else ["--ignore=tests/test_run.py"]
    if answer == "networks":
        left_out.append("--ignore=tests/test_networks.py")  # see the next test
    test = "import pytest, sys; sys.exit(pytest.main(sys.argv[1:]))"
    run_code(test, projects[answer], "-q", "-p", "no:cacheprovider", *left_out)


@pytest.mark.parametrize("file", ["networks.py", "gradcam.py", "test_networks.py"])
def test_networks_are_those_of_a_project_with_all_models(projects, file):
    texts = {}
    for answer in ("networks", "both"):
        (path,) = projects[answer].rglob(file)
        package = projects[answer].name.replace("-", "_")
        texts[answer] = path.read_text(encoding="utf-8").replace(package, "PACKAGE")
    assert texts["networks"] == texts["both"]


def draw_plants(folder):
    """Photographs of three plants, by several cameras; each plant is in four of them."""
    rng = np.random.default_rng(1)
    for number, name in enumerate(("Äpfel", "rose & co", "靴")):
        for plant in range(8):
            for view in range(4):
                mode, size = ("L", "RGB", "RGBA", "P")[view], tuple(rng.integers(20, 200, 2))
                image = Image.new("RGB", size, (60, 70 * number, 200))
                box = [size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2]
                ImageDraw.Draw(image).rectangle(box, fill=(250, 90 * number, plant))
                place = folder / name / ("", "trip 1", "trip 1/b", "c")[view]
                place.mkdir(parents=True, exist_ok=True)
                suffix = (".jpg", ".PNG", ".png", ".gif")[view]
                image.convert(mode).save(place / f"plant-{number}{plant}-{view}{suffix}")


@pytest.mark.usefixtures("runs")
def test_other_images_take_the_place_of_the_example(projects, tmp_path):
    folder = shutil.copytree(projects["both"], tmp_path / "project")
    shutil.rmtree(folder / OWN)
    draw_plants(folder / OWN)
    odd = ["notes.txt", "Äpfel/.DS_Store", "靴/trip 1/list.csv", "__MACOSX/a.png", "stray.jpg"]
    for name in odd:
        (folder / OWN / name).parent.mkdir(exist_ok=True)
        (folder / OWN / name).write_bytes(b"odd")
    own = "images.colour=grey,images.size=24,images.group_pattern=plant-([0-9]+),cnn.epochs=4"
    command = [KEDRO, "run", f"--params={own}"]
    assert "Ran 0 nodes" not in run(command, folder)
    index = pd.read_csv(folder / "data/02_intermediate/split_index.csv")
    assert len(index) == 96
    assert index["group"].nunique() == 24
    assert len(index[["group", "part"]].drop_duplicates()) == 24
    assert set(pd.read_csv(folder / "data/02_intermediate/skipped_files.csv")["path"]) == {*odd}
    page = (folder / "data/08_reporting/report.html").read_text(encoding="utf-8")
    assert "5 files were skipped" in page
    assert "Äpfel" in page
    assert "Ran 0 nodes" in run(command, folder)
    (folder / OWN / "靴/broken.png").write_bytes(b"no image")
    assert "靴/broken.png" in run(command, folder, code=1)


def test_a_project_with_images_of_its_own_passes_the_test_that_runs_the_example(projects, tmp_path):
    folder = shutil.copytree(projects["classical"], tmp_path / "project")
    shutil.rmtree(folder / OWN, ignore_errors=True)  # not in git, so CI has none
    own = {"size": 24, "colour": "grey", "group_pattern": "plant-([0-9]+)"}
    parameters = yaml.safe_dump({"images": own, "split": {"folds": 5}})
    (folder / "conf/base/parameters_data_engineering.yml").write_text(parameters)
    test = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    run([*test, "tests/test_run.py"], folder)


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("name", "models", "message"),
    [
        ("Shapes", "all", "Expected models: networks, classical or both. Received: 'all'."),
        ("Keras", "both", "Expected a name that no library has. Received 'keras'"),
        ("3 shapes", "both", "starts with a letter"),
    ],
)
def test_answers_that_make_no_project_are_refused(make, name, models, message):
    assert message in " ".join(make(name, models, code=1).split())


def test_a_made_project_installs_the_plugin_from_where_the_starter_is(projects):
    makefile = (projects["both"] / "Makefile").read_text(encoding="utf-8")
    folder = PROJECT / "packages/kedro-incremental"
    assert f"\nPLUGIN ?= kedro-incremental @ {folder.as_uri()}\n" in makefile


def test_the_versions_of_all_libraries_of_a_made_project_are_locked(projects):
    folder = projects["both"]
    installed = [f"BIN={Path(sys.executable).parent}", "--assume-old=setup"]
    run(["make", "lock", *installed], folder)
    lock = (folder / "requirements.lock").read_text(encoding="utf-8")
    assert {"keras", "kedro", "tensorflow"} <= {line.partition("==")[0] for line in lock.split()}
    assert "://" not in lock


@pytest.mark.usefixtures("runs")
def test_the_notebook_of_a_made_project_runs(projects):
    tool = [sys.executable, "-m", "nbconvert", "--to=html", "--execute", "--stdout"]
    page = run([*tool, "notebooks/results.ipynb"], projects["both"])
    assert "logistic_regression" in page


def test_the_alias_leads_to_the_starter():
    with (PROJECT / "pyproject.toml").open("rb") as file:
        (place,) = tomllib.load(file)["project"]["entry-points"]["kedro.starters"].values()
    module, _, name = place.partition(":")
    (spec,) = getattr(importlib.import_module(module), name)
    assert spec.alias == "image-classification"
    assert (PROJECT / spec.directory / "cookiecutter.json").is_file()
    assert spec.template_path == str(PROJECT)


def test_a_made_project_is_read_in_half_an_hour(projects):
    folder = projects["both"]
    modules = [path for path in folder.glob("src/**/*.py") if path.name != "__init__.py"]
    tests = folder.glob("tests/*.py")
    assert len(modules) <= 20
    assert sum(len(path.read_text("utf-8").splitlines()) for path in modules) <= 900
    assert sum(len(path.read_text("utf-8").splitlines()) for path in tests) <= 300


def test_the_statistics_are_those_of_the_study(projects, monkeypatch):
    monkeypatch.syspath_prepend(projects["both"] / "src")
    made = importlib.import_module(f"{PACKAGE}.significance")
    for n, right in ((1, 0), (72, 64), (10_000, 9430)):
        assert made.wilson(right, n) == intervals.wilson(right, n)
    for pair in ((0, 0), (0, 8), (13, 4), (300, 250)):
        assert made.mcnemar_test(*pair) == significance.mcnemar_test(*pair)
    rng = np.random.default_rng(0)
    labels, classes = rng.integers(0, 3, 200), ["a", "b", "c"]
    probabilities = rng.dirichlet([2, 1, 1], 200).astype(np.float32)
    table = pd.DataFrame(probabilities, columns=classes)
    table.insert(0, "y_true", labels)
    table.insert(1, "y_pred", probabilities.argmax(axis=1))
    made = importlib.import_module(f"{PACKAGE}.calibration")
    temperatures = made.fit_temperatures(classes, model=table)
    pd.testing.assert_frame_equal(temperatures, calibration.fit_temperatures(classes, model=table))
    ours, _ = made.measure_calibration(temperatures, classes, model=table)
    theirs, _ = calibration.measure({"model": table}, temperatures, classes, seed=0)
    np.testing.assert_allclose(ours[["ece", "scaled_ece"]].to_numpy()[0], theirs["ece"])

"""People's own pictures, through whole commands: every file has its row, whatever its name."""

import json
import os

import numpy as np
import pytest
from PIL import Image
from projects import KEDRO, PROJECT, copy_project, run, run_code

from fashion_mnist.datasets.pictures import AnswersDataset

CLASSES = ["0", "1", "007", "1e3", "null", "NA", "=1+1", "<script>", "a|b", "[/b]"]
INFERENCE = [KEDRO, "run", "--env=smoke", "--pipelines=inference"]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project whose classes have names such as numbers, with a model of them."""
    folder = copy_project(tmp_path_factory.mktemp("classes") / "project")
    with (folder / "conf/smoke/parameters.yml").open("a") as file:
        file.write(f"\nclasses: {CLASSES}\n")
    run([KEDRO, "run", "--env=smoke", "--namespaces=data_engineering,knn"], folder)
    return folder


def draw(path):
    """Write a PNG of a dark item on white."""
    picture = Image.new("RGB", (60, 80), "white")
    picture.paste("navy", (20, 15, 40, 65))
    picture.save(path, "PNG")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder whose name and whose files' names look like something else; some are large."""
    folder = tmp_path_factory.mktemp("pictures") / "a,b ${x} c=d:'1e3'"
    folder.mkdir()
    for name in ("1", "007", "NA", "null", "=cmd|x.png", "[b] :bomb:.png", "a\nb.png"):
        draw(folder / name)
    draw(folder / os.fsdecode(b"caf\xe9.png"))
    (folder / "none.jpg").write_text("NA")
    Image.fromarray(np.eye(3000, dtype=np.uint16) * 60_000).save(folder / "16 bits.png")
    Image.new("RGB", (12_000, 9_000), "white").save(folder / "108 megapixels.jpg")
    return folder


NAMES = [
    *("007", "1", "108 megapixels.jpg", "16 bits.png", "=cmd|x.png", "NA", "[b] :bomb:.png"),
    *(r"a\nb.png", r"caf\udce9.png", "none.jpg", "null"),
]


def answers_in(project):
    place = project / "data/smoke/07_model_output/pictures/answers.csv"
    return AnswersDataset(filepath=str(place)).load()


@pytest.mark.slow
def test_every_file_has_a_row_in_every_place(project, folder):
    printed = run(INFERENCE, project, PICTURES=str(folder), COLUMNS="160")
    table = answers_in(project)
    assert table["file"].tolist() == NAMES
    assert all(f" {name} " in printed for name in NAMES)
    reasons = table.set_index("file")["reason"].dropna()
    assert reasons.index.tolist() == ["108 megapixels.jpg", "none.jpg"]
    assert "nothing stands out" in reasons["108 megapixels.jpg"]  # which shows that it was read
    assert set(table["class"].dropna()) <= set(CLASSES)
    page = (project / "data/smoke/08_reporting/pictures.html").read_text(encoding="utf-8")
    assert page.count("<article") == len(NAMES)

    told = project / "told.json"
    script = (
        "import sys, json, pathlib\n"
        "from fashion_mnist import classify\n"
        "once, twice = classify(sys.argv[1]), classify([sys.argv[1], sys.argv[1]])\n"
        "lists = [once['file'], once['class'].fillna('unread'), twice['file']]\n"
        "pathlib.Path(sys.argv[2]).write_text(json.dumps([column.tolist() for column in lists]))\n"
    )
    run_code(script, project, str(folder), str(told), KEDRO_ENV="smoke")
    files, classes, twice = json.loads(told.read_text())
    assert files == NAMES
    assert classes == table["class"].fillna("unread").tolist()
    assert len(set(twice)) == 2 * len(NAMES)


@pytest.mark.slow
def test_a_folder_is_found_by_its_name_and_none_by_none(project, folder):
    place = project / "007"
    place.mkdir()
    draw(place / "NA.png")
    run(INFERENCE, project, PICTURES="007")
    assert answers_in(project)["file"].tolist() == ["NA.png"]
    printed = run(INFERENCE, project, code=1, PICTURES="")
    assert "Received none: name one with PICTURES=FOLDER kedro run --env=smoke" in printed
    assert "Traceback" not in printed
    by_parameter = [*INFERENCE, f"--params=pictures={folder.parent}"]
    run(by_parameter, project, PICTURES="007")
    assert len(answers_in(project)) == len(NAMES)


@pytest.mark.parametrize(
    "name", ["a,b", "007", "1e3", "${x}", "$(shell echo 1)", "a b", "a=b", "a:b", "it's", "$$#`"]
)
def test_make_hands_on_any_name_as_it_is(tmp_path, name):
    kedro = tmp_path / "kedro"
    kedro.write_text('#!/bin/sh\nprintf %s "$PICTURES"\n')
    kedro.chmod(0o755)
    for made in ("uv", ".installed"):
        (tmp_path / made).touch()
    command = ["make", "-s", "-C", str(PROJECT), f"BIN={tmp_path}", "classify"]
    by_command = run([*command, f"PICTURES={name}"], PROJECT)
    by_environment = run(command, PROJECT, PICTURES=name)
    assert by_command.endswith(name)
    assert by_environment.endswith(name)


@pytest.mark.bad_input
def test_make_asks_for_a_folder_at_once():
    printed = run(["make", "-s", "-C", str(PROJECT), "classify"], PROJECT, code=2, PICTURES="")
    assert "Received none: make classify PICTURES=FOLDER" in printed


def test_make_hands_on_an_environment_that_is_asked_for(tmp_path):
    kedro = tmp_path / "kedro"
    kedro.write_text('#!/bin/sh\nprintf "%s " "$@"\n')
    kedro.chmod(0o755)
    for made in ("uv", ".installed"):
        (tmp_path / made).touch()
    command = ["make", "-s", "-C", str(PROJECT), f"BIN={tmp_path}", "classify", "PICTURES=x"]
    assert run([*command, "ENV=digits"], PROJECT) == "run --pipelines=inference --env=digits "
    by_shell = run(
        command, PROJECT, ENV=str(tmp_path / ".shinit")
    )  # what a shell reads when it starts
    assert by_shell == "run --pipelines=inference "

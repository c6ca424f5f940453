"""Whole commands, on the real data, in a copy of the project."""

import fcntl
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from projects import BY_DEFAULT, KEDRO, copy_project, disturb, edit, run, run_code

from fashion_mnist.parameters import model_names

pytestmark = pytest.mark.slow
ENDLESS = [KEDRO, "run", "--env=smoke", "--namespaces=cnn", "--params=cnn.training.epochs=999"]


@pytest.fixture(scope="module")
def project(smoke_project, tmp_path_factory):
    """A copy of the smoke run, for tests that change it."""
    return shutil.copytree(smoke_project, tmp_path_factory.mktemp("changed") / "project")


@pytest.fixture
def empty_project(tmp_path):
    """A copy of the project in which nothing has been run."""
    return copy_project(tmp_path / "project")


def predictions_of(project, model):
    return project / f"data/smoke/07_model_output/{model}/predictions.parquet"


def test_a_run_compares_all_models(project):
    comparison = pd.read_csv(project / "data/smoke/08_reporting/comparison.csv")
    assert set(comparison["model"]) == set(BY_DEFAULT)
    assert comparison["accuracy"].between(0, 1).all()
    by_views = comparison[["views", "accuracy_one_view"]].notna().all(axis=1)
    assert set(comparison["model"][by_views]) == set(model_names.NETWORKS)
    assert comparison.drop(columns=["views", "accuracy_one_view"]).notna().all(axis=None)
    printed = (project / "printed.txt").read_text()
    assert "Results: data/smoke/08_reporting" in printed
    assert "Warning" not in printed


def test_every_model_gives_probabilities(project):
    for model in BY_DEFAULT:
        table = pd.read_parquet(predictions_of(project, model))
        probabilities = table.drop(columns=["y_true", "y_pred"])
        assert len(probabilities.columns) == 10
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-4)
        np.testing.assert_array_equal(probabilities.to_numpy().argmax(axis=1), table["y_pred"])


def test_the_index_lists_every_file(project):
    index = pd.read_csv(project / "data/smoke/08_reporting/artifact_index.csv")
    results = project / "data/smoke"
    files = [path for path in results.rglob("*") if path.is_file() and not is_hidden(path, results)]
    listed = {str(path.relative_to(project)) for path in files}
    assert set(index["path"]) == listed - {"data/smoke/08_reporting/artifact_index.csv"}
    assert index["node"].notna().all()
    assert (index["bytes"] > 0).all()


def is_hidden(path, folder):
    return any(name.startswith(".") for name in path.relative_to(folder).parts)


def test_reporting_takes_the_models_that_have_been_run(empty_project):
    run([KEDRO, "run", "--env=smoke", "--namespaces=data_engineering,svm"], empty_project)
    printed = run([KEDRO, "run", "--env=smoke", "--pipelines=reporting"], empty_project)
    folder = empty_project / "data/smoke/08_reporting"
    assert pd.read_csv(folder / "comparison.csv")["model"].tolist() == ["svm"]
    assert (folder / "svm/model_card.md").exists()
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert "We compare 1 model, trained on" in report
    assert "kedro run --env=smoke --pipelines=evaluation,reporting" in report
    assert "Warning" not in printed


def test_peoples_pictures_are_answered_on_request(project, tmp_path):
    shirt = Image.new("RGB", (300, 400), "white")
    shirt.paste("navy", (80, 60, 220, 340))
    shirt.save(tmp_path / "shirt.png")
    (tmp_path / "none.jpg").write_text("no picture")
    command = [KEDRO, "run", "--env=smoke", "--pipelines=inference"]
    printed = run([*command, f"--params=pictures={tmp_path}"], project)
    answers = project / "data/smoke/07_model_output/pictures/answers.csv"
    table, before = pd.read_csv(answers), answers.read_bytes()
    assert table["file"].tolist() == ["none.jpg", "shirt.png"]
    assert table["class"].notna().tolist() == [False, True]
    assert table["model"].tolist() == ["released"] * 2
    assert "not a picture" in table["reason"][0]
    assert "Page: data/smoke/08_reporting/pictures.html" in printed
    assert "Warning" not in printed

    script = (
        "import sys\n"
        "from fashion_mnist import classify\n"
        "table = classify(sys.argv[1], model='knn')\n"
        "assert table['model'].tolist() == ['knn', 'knn'], table\n"
        "assert table['class'].isna().tolist() == [True, False], table\n"
    )
    run_code(script, project, str(tmp_path), KEDRO_ENV="smoke")
    assert answers.read_bytes() == before  # the function writes nothing


def test_classical_models_run_without_tensorflow(smoke_project, tmp_path):
    project = shutil.copytree(smoke_project, tmp_path / "project")
    script = (
        "import sys\n"
        "from kedro.framework.session import KedroSession\n"
        "from kedro.framework.startup import bootstrap_project\n"
        "bootstrap_project('.')\n"
        "with KedroSession.create('.', env='smoke') as session:\n"
        "    session.run(pipeline_names=['classical_ml'])\n"
        "assert 'sklearn' in sys.modules\n"
        "assert 'tensorflow' not in sys.modules and 'keras' not in sys.modules\n"
    )
    run([sys.executable, "-c", script], project)


def test_an_eighth_model_is_a_name_and_a_block(project):
    block = "naive_bayes:\n  steps:\n    - {type: sklearn.naive_bayes.GaussianNB}\n"
    (project / "conf/smoke/parameters_naive_bayes.yml").write_text(block)
    edit(project / "src/fashion_mnist/parameters/model_names.py", '"mlp")', '"mlp", "naive_bayes")')
    script = (
        "import sys; sys.path.insert(0, 'src')\n"
        "from kedro.framework.project import settings\n"
        "from kedro.framework.startup import bootstrap_project\n"
        "bootstrap_project('.')\n"
        "for options in ({'namespaces': ['naive_bayes']}, {'pipeline_names': ['reporting']}):\n"
        "    with settings.SESSION_CLASS.create('.', env='smoke') as session:\n"
        "        session.run(**options)\n"
    )
    run_code(script, project)
    comparison = pd.read_csv(project / "data/smoke/08_reporting/comparison.csv")
    assert "naive_bayes" in set(comparison["model"])


def test_the_real_data_are_those_of_the_study(empty_project):
    run([KEDRO, "run", "--pipelines=data_engineering"], empty_project)
    profile = json.loads((empty_project / "data/08_reporting/profile.json").read_text())
    assert round(profile["mean"], 2) == 72.94
    assert profile["median"] == 0
    assert round(profile["standard_deviation"], 2) == 90.02
    assert profile["training_set_shape"] == [60_000, 28, 28]
    shapes_by_part = load_shapes(empty_project)
    for part, n in (("train", 54_000), ("validation", 6_000), ("test", 10_000)):
        labels = np.load(empty_project / "data/02_intermediate" / part / "labels.npy")
        np.testing.assert_array_equal(np.bincount(labels), [n / 10] * 10)
        shapes = shapes_by_part[part]
        assert shapes["normalised"] == ["float32", [n, 28, 28], 1]
        assert shapes["images"] == ["float32", [n, 28, 28, 1], 1]
        assert shapes["flat"] == ["float32", [n, 784], 1]
        assert shapes["one_hot"] == ["float32", [n, 10], 1]
    made = [empty_project / "data" / layer for layer in ("02_intermediate", "05_model_input")]
    n_bytes = sum(file.stat().st_size for folder in made for file in folder.rglob("*.*"))
    assert n_bytes < 1.1 * 70_000 * 28 * 28  # no image lies on disk twice


def load_shapes(project):
    """The type, shape and maximum of what the catalog gives of each part of the data."""
    script = (
        "import json\n"
        "from kedro.framework.startup import bootstrap_project\n"
        "from kedro.framework.session import KedroSession\n"
        "bootstrap_project('.')\n"
        "catalog = KedroSession.create('.').load_context().catalog\n"
        "def tell(array): return [str(array.dtype), array.shape, float(array.max())]\n"
        "facts = {part: {name: tell(catalog.load(f'{part}.{name}')[:])\n"
        "    for name in ('normalised', 'images', 'flat', 'one_hot')}\n"
        "    for part in ('train', 'validation', 'test')}\n"
        "print(json.dumps(facts))\n"
    )
    return json.loads(run_code(script, project).splitlines()[-1])


@pytest.mark.bad_input
def test_corrupt_data_are_refused_with_the_reason(empty_project):
    path = empty_project / "data/01_raw/train-labels-idx1-ubyte.gz"
    path.write_bytes(b"\x1f\x8b corrupt")
    printed = run([KEDRO, "run", "--env=smoke"], empty_project, code=1)
    assert "truncated or corrupt" in printed
    assert "Traceback" not in printed


@pytest.mark.fault
def test_an_interrupt_leaves_nothing_half_written(project):
    folder = project / "data/smoke/06_models/cnn"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    code, _ = disturb(
        ENDLESS,
        project,
        when=lambda printed: "epoch 3/999" in printed,
        how=lambda process: os.kill(process.pid, signal.SIGINT),
    )
    assert code == 1
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.fault
def test_a_terminal_shows_the_epoch_and_is_clean_after_an_interrupt(project):
    terminal, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    process = subprocess.Popen(
        ENDLESS,
        cwd=project,
        stdin=child,
        stdout=child,
        stderr=child,
        env=environment | {"TERM": "xterm"},
    )
    os.close(child)
    printed = b""
    with suppress(OSError):  # every process has closed the terminal
        while part := os.read(terminal, 4096):
            is_shown = b" left" in printed
            printed += part
            if b" left" in printed and not is_shown:
                process.send_signal(signal.SIGINT)
    os.close(terminal)
    assert process.wait(timeout=60) != 0
    *drawn, last = printed.decode().split("\r\x1b[2K")
    assert drawn[:2] == ["", "starting"]
    for pattern in (
        "looking for changes",
        "1 of 11, cnn.fit: importing TensorFlow",
        "1 of 11, cnn.fit: epoch 1 of 999",
        r"1 of 11, cnn.fit: epoch \d+ of 999, training .*%, validation .*%, [\dhmins ]+ left",
    ):
        assert any(re.match(pattern, text) for text in drawn), pattern
    assert "\r\n" not in "".join(drawn)
    assert last == "\r\nAborted!\r\n"

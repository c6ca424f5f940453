"""People's own images, through whole commands, as `docs/own_images.md` describes them."""

import json
import re
import shutil
import sys

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from projects import BY_DEFAULT, KEDRO, PROJECT, copy_project, run

from fashion_mnist.parameters import model_names

pytestmark = pytest.mark.slow

DOCS = (PROJECT / "docs" / "own_images.md").read_text(encoding="utf-8")
CLASSES = {"Äpfel": (200, 40, 40), "Ñandú & co": (40, 180, 60), "靴": (40, 60, 200)}
SHORT = "--params=cnn.training.epochs=2,resnet.training.epochs=2,compact.training.epochs=2"
NODES = "--pipelines=data_engineering"


@pytest.fixture
def project(tmp_path):
    return copy_project(tmp_path / "project")


@pytest.fixture
def flowers(project):
    """The files of the documentation's example, and twelve noisy pictures of each class."""
    for name, content in re.findall(r"`(conf/flowers/\w+.yml)`:\n\n```yaml\n(.*?)```", DOCS, re.S):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(content, encoding="utf-8")
    with (project / "conf/flowers/parameters.yml").open("a") as file:
        file.write("split: {validation: 0.2}\n")
    draw_pictures(project / "data/01_raw/flowers")
    return project


def draw_pictures(folder, n=12):
    rng = np.random.default_rng(0)
    for name, colour in CLASSES.items():
        (folder / name).mkdir(parents=True)
        for number in range(n):
            height, width = rng.integers(20, 60, 2)
            pixels = np.array(colour) + rng.integers(-40, 40, (height, width, 3))
            picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
            picture.save(folder / name / f"{number}.{('jpg', 'png')[number % 2]}")


def reporting(project, env):
    return project / "data" / env / "08_reporting"


def check_everything_is_there(project, env, classes):
    folder = reporting(project, env)
    comparison = pd.read_csv(folder / "comparison.csv")
    assert set(comparison["model"]) == set(BY_DEFAULT)
    for model in BY_DEFAULT:
        predictions = pd.read_parquet(
            project / "data" / env / "07_model_output" / model / "predictions.parquet"
        )
        assert list(predictions)[2:] == classes
        assert (folder / model / "model_card.md").exists()
    for network in model_names.NETWORKS:
        assert (folder / network / "gradcam_triptychs.json").exists()
    return comparison.set_index("model")["accuracy"], (folder / "report.html").read_text("utf-8")


def test_the_digits_of_scikit_learn(project):
    (command,) = re.findall(r"```python\n(.*?)```", DOCS, re.S)
    run([sys.executable, "-c", command], project)
    run([KEDRO, "run", "--env=digits", SHORT], project)
    accuracy, report = check_everything_is_there(project, "digits", [*"0123456789"])
    assert accuracy[["svm", "random_forest"]].min() > 0.95
    assert "<h1>Digits: deep networks" in report
    assert re.search("take images of 8 . 8 . 1 and one-hot", report)
    assert "a row of 64 numbers" in report
    assert "Fashion" not in re.sub(r"<script.*?</script>", "", report, flags=re.S)
    card = (reporting(project, "digits") / "cnn/model_card.md").read_text("utf-8")
    assert 'datasets: ["digits"]' in card
    assert "Fashion" not in card


def test_a_folder_of_colour_pictures(flowers):
    run([KEDRO, "run", "--env=flowers", SHORT], flowers)
    accuracy, report = check_everything_is_there(flowers, "flowers", [*CLASSES])
    assert accuracy[["svm", "random_forest"]].min() == 1
    assert re.search("take images of 32 . 32 . 3 and one-hot", report)
    assert "靴" in report
    profile = json.loads((reporting(flowers, "flowers") / "profile.json").read_text())
    # A fifth of the 36 pictures, rounded up, is the test set.
    assert profile["training_set_shape"] == [28, 32, 32, 3]
    assert profile["test_set_shape"] == [8, 32, 32, 3]


def test_two_classes(flowers):
    shutil.rmtree(flowers / "data/01_raw/flowers/靴")
    run([KEDRO, "run", "--env=flowers", SHORT], flowers)
    accuracy, _ = check_everything_is_there(flowers, "flowers", [*CLASSES][:2])
    assert accuracy["svm"] == 1


def test_idx_files_of_another_size(project):
    """The entries of the documentation; images of 12x16 pixels in two classes."""
    from fashion_mnist.datasets import IDXDataset

    folder = project / "conf/mnist"
    folder.mkdir()
    (catalog,) = re.findall(r"```yaml\n(_idx.*?)```", DOCS, re.S)
    (folder / "catalog.yml").write_text(catalog)
    (folder / "globals.yml").write_text("data: data/mnist\n")
    (folder / "parameters.yml").write_text("image_set: Stripes\nclasses: [dark, bright]\n")
    labels = np.arange(40, dtype=np.uint8) % 2
    images = np.full((40, 12, 16), 50, np.uint8) + 100 * labels[:, None, None]
    for part in ("train", "t10k"):
        for kind, array in (("images-idx3", images.astype(np.uint8)), ("labels-idx1", labels)):
            path = project / f"data/01_raw/mnist/{part}-{kind}-ubyte.gz"
            IDXDataset(filepath=str(path)).save(array)
    run([KEDRO, "run", "--env=mnist", NODES], project)
    assert np.load(project / "data/mnist/05_model_input/train/images.npy").shape == (36, 12, 16, 1)


def empty_a_class(folder):
    shutil.rmtree(folder / "靴")
    (folder / "靴").mkdir()


def leave_one_image(folder):
    for path in list((folder / "靴").iterdir())[1:]:
        path.unlink()


def put_text_in_a_picture(folder):
    (folder / "靴" / "notes.jpg").write_text("text")


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (shutil.rmtree, "Expected a folder"),
        (empty_a_class, "Received none of 靴: add some, or remove the empty folders"),
        (leave_one_image, "Expected 5 or more images of each class"),
        (put_text_in_a_picture, "notes.jpg: cannot identify image file"),
    ],
)
def test_a_faulty_folder_is_refused_before_any_work(flowers, change, message):
    change(flowers / "data/01_raw/flowers")
    printed = run([KEDRO, "run", "--env=flowers"], flowers, code=1)
    assert message in printed
    assert "Traceback" not in printed
    assert not list((flowers / "data/flowers").rglob("*.npy"))


@pytest.mark.bad_input
def test_unequal_sizes_without_a_size_are_refused(flowers):
    catalog = flowers / "conf/flowers/catalog.yml"
    catalog.write_text(re.sub(r" +size: .*\n", "", catalog.read_text()))
    printed = run([KEDRO, "run", "--env=flowers", NODES], flowers, code=1)
    assert "Expected images of one size" in printed
    assert "give `size: [height, width]` in the catalog" in printed


@pytest.mark.bad_input
def test_a_missing_file_is_named(project):
    printed = run([KEDRO, "run", "--env=digits"], project, code=1)
    assert "The catalog names raw data that are not there" in printed
    assert "data/01_raw/digits.npz" in printed

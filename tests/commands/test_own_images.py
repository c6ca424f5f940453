"""People's own images, through whole commands, as `docs/own_images.md` describes them."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from idx_files import write_idx
from PIL import Image
from projects import BY_DEFAULT, KEDRO, PROJECT, copy_project, run, run_code
from sklearn.datasets import load_digits

from fashion_mnist.parameters import model_names

pytestmark = pytest.mark.slow

DOCS = (PROJECT / "docs" / "own_images.md").read_text(encoding="utf-8")
CLASSES = {"Äpfel": (200, 40, 40), "Ñandú & co": (40, 180, 60), "靴": (40, 60, 200)}
SHORT = "--params=compact.architecture=cnn," + ",".join(
    f"{network}.training.{setting}"
    for network in model_names.NETWORKS
    for setting in (
        *("epochs=2", "min_steps=0", "batch_size=128"),
        *("optimizer.name=adam", "optimizer.learning_rate=0.01", "optimizer.weight_decay=0"),
    )
)
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


def check_everything_is_there(project, env, classes, models=BY_DEFAULT):
    folder = reporting(project, env)
    comparison = pd.read_csv(folder / "comparison.csv")
    assert set(comparison["model"]) == set(models)
    for model in models:
        predictions = pd.read_parquet(
            project / "data" / env / "07_model_output" / model / "predictions.parquet"
        )
        assert list(predictions)[2:] == classes
        assert (folder / model / "model_card.md").exists()
    for network in set(models) & set(model_names.NETWORKS):
        assert (folder / network / "gradcam_triptychs.json").exists()
    return comparison.set_index("model")["accuracy"], (folder / "report.html").read_text("utf-8")


def classify(project, env, models):
    """Answer the pictures in `pictures`, whose names begin with their classes, by several models.

    Returns a table for each model, with the heat map of the first picture, and the page.
    """
    script = (
        "import sys, pandas as pd\n"
        "from fashion_mnist import Classifier\n"
        "env, *models = sys.argv[1:]\n"
        "for model in models:\n"
        "    classifier = Classifier.load(model, env=env)\n"
        "    table = classifier('pictures')\n"
        "    heat = classifier.explain('pictures/' + table['file'][0]).heat\n"
        "    pd.to_pickle((table, heat), model)\n"
    )
    run_code(script, project, env, *models)
    run([KEDRO, "run", "--pipelines=inference", f"--env={env}"], project, PICTURES="pictures")
    page = (reporting(project, env) / "pictures.html").read_text("utf-8")
    return {model: pd.read_pickle(project / model) for model in models}, page  # noqa: S301


def run_models(project, models):
    stages = ["data_engineering", *models, "evaluation", "reporting"]
    run([KEDRO, "run", "--env=flowers", f"--namespaces={','.join(stages)}", SHORT], project)


def share_right(table):
    return (table["file"].str.split(" ", n=1).str[0] == table["class"]).mean()


def draw_digits(folder):
    """Dark digits on white paper."""
    folder.mkdir()
    digits = load_digits()
    for number, (image, label) in enumerate(zip(digits.images[:20], digits.target, strict=False)):
        ink = Image.fromarray((255 - 12 * image).astype(np.uint8)).resize((160, 160))
        paper = Image.new("L", (300, 260), 250)
        paper.paste(ink, (70, 50))
        paper.save(folder / f"{label} {number}.png")


def test_the_digits_of_scikit_learn(project):
    (command,) = re.findall(r"```python\n(.*?)```", DOCS, re.S)
    run_code(command, project)
    run([KEDRO, "run", "--env=digits", SHORT], project)
    accuracy, report = check_everything_is_there(project, "digits", [*"0123456789"])
    assert accuracy[["svm", "random_forest"]].min() > 0.95
    assert "<h1>Digits: deep networks" in report
    assert re.search("images of shape 8 . 8 . 1 and one-hot", report)
    assert "a row of 64 pixel values" in report
    assert "Fashion" not in re.sub(r"<script.*?</script>", "", report, flags=re.S)
    card = (reporting(project, "digits") / "cnn/model_card.md").read_text("utf-8")
    assert 'datasets: ["digits"]' in card
    assert "Fashion" not in card
    assert "It is underfitted: after 2 epochs" in report

    draw_digits(project / "pictures")
    answers, page = classify(project, "digits", ["cnn", "svm", "ensemble"])
    assert [heat.shape for _, heat in answers.values()] == [(8, 8)] * 3
    assert share_right(answers["svm"][0]) > 0.5
    assert share_right(answers["ensemble"][0]) > 0.5
    assert page.count("<article") == 20
    assert "8 pixels long" in page


def test_a_folder_of_colour_pictures(flowers):
    models = ["resnet", "svm", "random_forest"]
    run_models(flowers, models)
    accuracy, report = check_everything_is_there(flowers, "flowers", [*CLASSES], models)
    assert accuracy[["svm", "random_forest"]].min() == 1
    assert re.search("images of shape 32 . 32 . 3 and one-hot", report)
    assert "靴" in report
    profile = json.loads((reporting(flowers, "flowers") / "profile.json").read_text())
    # A fifth of the 36 pictures, rounded up, is the test set.
    assert profile["training_set_shape"] == [28, 32, 32, 3]
    assert profile["test_set_shape"] == [8, 32, 32, 3]

    (flowers / "pictures").mkdir()
    for name in CLASSES:
        picture = Image.open(flowers / f"data/01_raw/flowers/{name}/1.png")
        picture.resize((90, 120)).save(flowers / f"pictures/{name.split()[0]} 1.png")
    answers, page = classify(flowers, "flowers", ["resnet", "random_forest"])
    first_words = [name.split()[0] for name in CLASSES]
    for table, heat in answers.values():
        assert table["reason"].isna().all()
        assert table["seen"].tolist() == ["colour"] * 3
        assert heat.shape == (32, 32)
    forest, _ = answers["random_forest"]
    assert forest["class"].str.split().str[0].tolist() == sorted(first_words)
    assert "32 x 32 pixels" in page

    network = flowers / "data/flowers/06_models/resnet/network.keras"
    shutil.copy(network, flowers / "start.keras")
    from_trained = f"{SHORT},resnet.training.pretrained=start.keras"
    printed = run([KEDRO, "run", "--env=flowers", "--nodes=resnet.fit", from_trained], flowers)
    assert "resnet starts from a trained network, except for: nothing" in printed


def test_two_classes(flowers):
    shutil.rmtree(flowers / "data/01_raw/flowers/靴")
    run_models(flowers, ["cnn", "svm"])
    accuracy, _ = check_everything_is_there(flowers, "flowers", [*CLASSES][:2], ["cnn", "svm"])
    assert accuracy["svm"] == 1


def test_idx_files_of_another_size(project):
    """The entries of the documentation; images of 12x16 pixels in two classes."""
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
            write_idx(path, array)
    run([KEDRO, "run", "--env=mnist", NODES], project)
    assert np.load(project / "data/mnist/02_intermediate/train/pixels.npy").shape == (36, 12, 16)


def leave_one_image(folder):
    for path in list((folder / "靴").iterdir())[1:]:
        path.unlink()


def put_text_in_a_picture(folder):
    (folder / "靴" / "notes.jpg").write_text("text")


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("change", "message"),
    [
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
def test_a_network_to_start_from_that_is_not_there_is_named(flowers):
    options = ["--env=flowers", "--params=cnn.training.pretrained=none.keras"]
    printed = run([KEDRO, "run", *options], flowers, code=1)
    assert "none.keras, which does not exist: train that network first" in printed
    assert not list((flowers / "data/flowers").rglob("*.npy"))


@pytest.mark.bad_input
def test_a_missing_file_is_named(project):
    printed = run([KEDRO, "run", "--env=digits"], project, code=1)
    assert "The catalog names raw data that are not there" in printed
    assert "data/01_raw/digits.npz" in printed

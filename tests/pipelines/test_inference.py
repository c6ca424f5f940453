"""From pictures to the table of answers, through the nodes."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fashion_mnist.datasets.pictures import AnswersDataset
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.parameters.inference import Inference
from fashion_mnist.pictures.answers import tabulate_answers
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.pipelines.inference import create_pipeline, nodes

CLASSES = ["dark", "light", "grey"]
PREDICTIONS = pd.DataFrame(
    {"y_true": [0, 1, 2], "y_pred": [0, 1, 2], "dark": 0.1, "light": 0.1, "grey": [0.5, 0.6, 0.9]}
)


def loaders(**found):
    return {name: lambda value=value: value for name, value in found.items()}


def choose(*run, **parameters):
    tables = loaders(**dict.fromkeys(run, PREDICTIONS))
    trained = {"network": loaders(cnn=None, resnet=None), "model": loaders(svm=None, knn=None)}
    chosen = nodes.choose_classifier(
        CLASSES, Inference(**parameters), validation_predictions=tables, **trained
    )
    return chosen["model"]


def test_the_first_in_the_order_of_preference_answers_unless_a_model_is_asked_for(monkeypatch):
    monkeypatch.setattr(nodes.model_names, "FOR_PICTURES", ("resnet", "cnn"))
    assert choose("svm", "cnn", "resnet", "ensemble") == "resnet"
    assert choose("svm", "cnn", "resnet", model="cnn") == "cnn"
    assert choose("svm", "knn", "ensemble") == "svm"


@pytest.mark.bad_input
def test_a_model_that_has_not_been_run_is_refused():
    with pytest.raises(InputError, match=r"has been run: svm. Received 'cnn': run .*=cnn first"):
        choose("svm", model="cnn")
    with pytest.raises(InputError, match="none has"):
        choose("ensemble")


@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_the_model_is_chosen_before_anything_else_is_done():
    assert create_pipeline().nodes[0].name == "choose_classifier"


def shoe():
    picture = np.full((40, 60, 4), 255, np.uint8)
    picture[10:30, 5:45, :3] = 50
    return picture


def empty():
    raise UnreadablePictureError("the file is empty")


def test_one_unreadable_file_leaves_the_others_alone():
    described, pixels, colours = nodes.convert({"a.jpg": empty, "b.jpg": shoe}, Inference())
    assert [row["reason"] for row in described] == ["the file is empty", None]
    assert pixels.shape == (2, 28, 28)
    assert not pixels[0].any()
    assert pixels[1].any()
    assert colours.shape == (2, 28, 28, 3)


@pytest.mark.parametrize("classes", [["0", "1", "2"], ["null", "NA", "=1+1"]])
def test_names_that_look_like_something_else_reach_the_page(tmp_path, classes):
    files = {"1": shoe, "NA": shoe, "null": empty, "-1.png": shoe}
    described, *_ = nodes.convert(files, Inference())
    reasons = {row["file"]: row["reason"] for row in described}
    dataset = AnswersDataset(filepath=str(tmp_path / "answers.csv"))
    classifier = {"model": "svm", "accuracy": 0.9, "threshold": None}
    dataset.save(
        tabulate_answers(
            reasons, np.eye(3)[[0, 1, 2, 2]], np.ones(4, bool), classes, classifier, "grey"
        )
    )
    page = nodes.write_page(classifier, described, dataset.load(), np.zeros((4, 28, 28)))
    assert re.findall(r"<h2.*?>(.*?)</h2>", page) == list(files)
    assert re.findall(r"<strong>(.*?)</strong>", page) == classes
    assert "Not classified: the file is empty." in page


def test_a_classical_model_answers_without_heat():
    described, pixels, colours = nodes.convert({"a.jpg": empty, "b.jpg": shoe}, Inference())
    flat = np.random.default_rng(0).random((90, 784), np.float32)
    model = LogisticRegression().fit(flat, np.arange(90) % 3)
    familiarity = nodes.learn_familiarity(flat, flat, Inference())
    table, maps = nodes.classify(
        {"model": "svm", "threshold": 0.0},
        familiarity,
        described,
        pixels,
        colours,
        {"classes": CLASSES},
        model=loaders(svm=model),
    )
    assert table["file"].tolist() == ["a.jpg", "b.jpg"]
    assert table["class"].isna().tolist() == [True, False]
    assert maps.shape == (2, 28, 28)
    assert not maps.any()
    page = nodes.write_page(
        {"model": "svm", "accuracy": 0.9, "threshold": None}, described, table, maps
    )
    assert "b.jpg" in page

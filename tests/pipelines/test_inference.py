"""From pictures to the table of answers, through the nodes."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fashion_mnist.parameters import Inference
from fashion_mnist.pictures.decoding import UnreadablePictureError
from fashion_mnist.pipelines.inference import nodes

CLASSES = ["dark", "light", "grey"]
PREDICTIONS = pd.DataFrame(
    {"y_true": [0, 1, 2], "y_pred": [0, 1, 2], "dark": 0.1, "light": 0.1, "grey": [0.5, 0.6, 0.9]}
)
WORSE = PREDICTIONS.assign(y_pred=[0, 1, 1])


def loaders(**found):
    return {name: lambda value=value: value for name, value in found.items()}


def chosen(predictions, **parameters):
    choice = nodes.choose_classifier(loaders(**predictions), CLASSES, Inference(**parameters))
    return choice["model"]


def test_the_most_accurate_network_answers_unless_a_model_is_asked_for():
    predictions = {"svm": PREDICTIONS, "cnn": WORSE, "resnet": PREDICTIONS, "ensemble": PREDICTIONS}
    assert chosen(predictions) == "resnet"
    assert chosen(predictions, model="cnn") == "cnn"
    assert chosen({"svm": WORSE, "knn": PREDICTIONS}) == "knn"


def test_a_model_that_has_not_been_run_is_refused():
    with pytest.raises(ValueError, match=r"has been run: svm. Received 'cnn': run .*=cnn first"):
        chosen({"svm": PREDICTIONS}, model="cnn")


def shoe():
    picture = np.full((40, 60, 4), 255, np.uint8)
    picture[10:30, 5:45, :3] = 50
    return picture


def empty():
    raise UnreadablePictureError("the file is empty")


def test_one_unreadable_file_leaves_the_others_alone():
    described, pixels = nodes.convert({"a.jpg": empty, "b.jpg": shoe})
    assert [row["reason"] for row in described] == ["the file is empty", None]
    assert pixels.shape == (2, 28, 28)
    assert not pixels[0].any()
    assert pixels[1].any()


def test_a_classical_model_answers_without_heat():
    described, pixels = nodes.convert({"a.jpg": empty, "b.jpg": shoe})
    flat = np.random.default_rng(0).random((90, 784), np.float32)
    model = LogisticRegression().fit(flat, np.arange(90) % 3)
    familiarity = nodes.learn_familiarity(flat, flat, Inference(), seed=0)
    table, maps = nodes.classify(
        loaders(svm=model),
        {"model": "svm", "threshold": 0.0},
        familiarity,
        described,
        pixels,
        {"classes": CLASSES},
    )
    assert table["file"].tolist() == ["a.jpg", "b.jpg"]
    assert table["class"].isna().tolist() == [True, False]
    assert maps.shape == (2, 28, 28)
    assert not maps.any()
    page = nodes.write_page(
        {"model": "svm", "accuracy": 0.9, "threshold": None}, described, table, maps
    )
    assert "b.jpg" in page

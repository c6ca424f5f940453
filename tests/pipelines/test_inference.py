"""From pictures to the table of answers, through the nodes."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fashion_mnist.datasets.pictures import AnswersDataset
from fashion_mnist.images.arrays import BRIGHTNESS, ScaledImages, flatten, to_brightness
from fashion_mnist.networks.architectures import build_network
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.prediction import predict
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pictures.answers import Inference, describe_pictures, tabulate_answers
from fashion_mnist.pictures.reading import UnreadablePictureError
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.pipelines.inference import create_pipeline
from fashion_mnist.pipelines.inference.models import prepare_model
from fashion_mnist.pipelines.inference.pipeline import (
    choose_classifier,
    classify,
    find_predictions,
)
from fashion_mnist.report.pictures import write_page

CLASSES = ["dark", "light", "grey"]
PREDICTIONS = pd.DataFrame(
    {"y_true": [0, 1, 2], "y_pred": [0, 1, 2], "dark": 0.1, "light": 0.1, "grey": [0.5, 0.6, 0.9]}
)


GREY = normalise(np.zeros((2, 8, 8, 1), np.uint8))  # training images, on black
WITH_PHOTOGRAPHS = {"parameters": {"photographs": {"share": 0.5}}}  # the provenance of `robust`


class Shaped:
    """What is asked of a network's shape."""

    input_shape = (None, 16, 16, 3)


def loaders(**found):
    return {name: lambda value=value: value for name, value in found.items()}


class Released:
    """The network in the package."""

    def __init__(self, classes=()):
        self.classes = list(classes)
        self.classifier = {"model": "released"}


def choose(
    *run, weights=None, train_images=GREY, wrong=(), released=(), photographs=None, **parameters
):
    predictions = dict.fromkeys(run, PREDICTIONS)
    predictions |= {model: PREDICTIONS.assign(y_pred=[0, 1, 1]) for model in wrong}
    given = {
        "network": loaders(cnn=Shaped(), resnet=Shaped(), robust=Shaped()),
        "model": loaders(svm=None, knn=None),
        "validation_predictions": loaders(**predictions),
        "released": Released(released),
        "photograph_predictions": photographs,
        "robust_provenance": WITH_PHOTOGRAPHS,
    }
    given |= {} if weights is None else {"weights": pd.DataFrame({"model": weights})}
    return choose_classifier(CLASSES, Inference(**parameters), train_images, **given)


def test_the_network_most_accurate_on_validation_answers_unless_a_model_is_asked_for():
    assert choose("svm", "cnn", "resnet", wrong=["cnn"])["model"] == "resnet"
    assert choose("svm", "cnn", "resnet")["model"] == "cnn"  # of equal ones the first
    assert choose("svm", wrong=["cnn", "resnet"])["model"] == "cnn"  # networks explain answers
    assert choose("svm", "cnn", "resnet", model="svm")["model"] == "svm"
    assert choose("svm", "knn", "ensemble", wrong=["svm"])["model"] == "knn"


def test_the_network_made_for_pictures_answers_those_of_other_classes_where_it_has_been_trained():
    assert choose("svm", "cnn", wrong=["robust"])["model"] == "robust"


def test_the_network_in_the_box_answers_for_its_classes_until_photographs_judge_robust():
    assert choose("svm", "cnn", released=CLASSES) == {"model": "released"}
    assert choose(released=CLASSES, train_images=None) == {"model": "released"}
    assert choose("svm", "robust", released=CLASSES) == {"model": "released"}
    judged = {"released": CLASSES, "photographs": PREDICTIONS}
    assert choose("svm", "robust", **judged)["model"] == "robust"
    assert choose("svm", "robust", **judged, model="released") == {"model": "released"}
    for model in ("svm", "robust"):
        assert choose("svm", "robust", released=CLASSES, model=model)["model"] == model


@pytest.mark.bad_input
def test_the_network_in_the_box_is_refused_for_other_classes():
    with pytest.raises(
        InputError, match=r"of the classes dark, light.*'released', which knows a, b"
    ):
        choose("svm", released=["a", "b"], model="released")


@pytest.mark.bad_input
def test_a_model_that_has_not_been_run_is_refused():
    with pytest.raises(InputError, match=r"has been run: svm. Received 'cnn': run .*=cnn first"):
        choose("svm", model="cnn")
    with pytest.raises(InputError, match="none has"):
        choose("ensemble")


def test_the_ensemble_answers_if_all_its_members_can():
    asked = {"model": "ensemble"}
    assert choose("svm", "ensemble", weights=["svm", "cnn"], **asked)["model"] == "ensemble"
    with pytest.raises(InputError, match="Received 'ensemble'"):
        choose("svm", "ensemble", weights=["svm", "mlp"], **asked)
    assert choose("svm", "ensemble", weights=["svm"])["model"] == "svm"


def test_what_images_a_model_takes_comes_from_its_own_data():
    spec = choose("cnn", model="cnn")["input_spec"]
    assert spec == {"shape": [16, 16, 3], "cut_out": True}
    spec = choose("svm", model="svm")["input_spec"]
    assert spec == {"shape": [8, 8, 1], "cut_out": True}
    for pixels in (np.full((2, 8, 8, 1), 128, np.uint8), np.zeros((2, 8, 9, 3), np.uint8)):
        spec = choose("svm", model="svm", train_images=normalise(pixels))["input_spec"]
        assert (spec["shape"], spec["cut_out"]) == (list(pixels.shape[1:]), False)


def test_only_photographs_give_a_threshold():
    columns = {"y_true": 0, "y_pred": 0, "dark": 0.705, "light": 0.1475, "grey": 0.1475}
    right = pd.DataFrame(columns, index=range(600))
    given = {
        "released": Released(),
        "network": loaders(robust=Shaped()),
        "randomised_validation_predictions": loaders(robust=right),
    }
    found = choose_classifier(CLASSES, Inference(), GREY, **given)
    assert (found["judged_on"], found["relative_threshold"]) == (
        "validation images on backgrounds",
        None,
    )
    given |= {"photograph_predictions": right, "robust_provenance": WITH_PHOTOGRAPHS}
    found = choose_classifier(CLASSES, Inference(), GREY, **given)
    assert (found["judged_on"], found["relative_threshold"]) == ("photographs", 0.5)


def test_a_model_is_judged_on_what_is_most_like_pictures():
    run = loaders(cnn=PREDICTIONS, robust=PREDICTIONS)
    given = {"validation_predictions": run, "randomised_validation_predictions": loaders(robust=1)}
    found = find_predictions(**given)
    assert {model: judged_on for model, (judged_on, _) in found.items()} == {
        "cnn": "validation images",
        "robust": "validation images on backgrounds",
    }
    given["photograph_predictions"] = 2
    judged_on, load = find_predictions(**given, robust_provenance=WITH_PHOTOGRAPHS)["robust"]
    assert (judged_on, load()) == ("photographs", 2)
    # The predictions are of an earlier network if the present one was trained without photographs.
    judged_on, load = find_predictions(**given, robust_provenance={"parameters": {}})["robust"]
    assert (judged_on, load()) == ("validation images on backgrounds", 1)


@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_the_model_is_chosen_before_anything_else_is_done():
    assert create_pipeline().nodes[0].name == "choose_classifier"


def shoe():
    picture = np.full((40, 60, 4), 255, np.uint8)
    picture[10:30, 5:45, :3] = 50
    return picture


def empty():
    raise UnreadablePictureError("the file is empty")


CLASSIFIER = {
    "model": "svm",
    "judged_on": "validation images",
    "accuracy": 0.9,
    "relative_threshold": None,
    "largest_ood_score": None,
    "input_spec": {"shape": [28, 28, 1], "cut_out": True},
}


def test_one_unreadable_file_leaves_the_others_alone():
    described, seen = describe_pictures({"a.jpg": empty, "b.jpg": shoe}, CLASSIFIER)
    assert [row["reason"] for row in described] == ["the file is empty", None]
    assert seen.shape == (2, 1, 28, 28)
    assert not seen[0].any()
    assert seen[1].any()


@pytest.mark.parametrize("classes", [["0", "1", "2"], ["null", "NA", "=1+1"]])
def test_names_that_look_like_something_else_reach_the_page(tmp_path, classes):
    files = {"1": shoe, "NA": shoe, "null": empty, "-1.png": shoe}
    described, *_ = describe_pictures(files, CLASSIFIER)
    reasons = {row["file"]: row["reason"] for row in described}
    dataset = AnswersDataset(filepath=str(tmp_path / "answers.csv"))
    dataset.save(tabulate_answers(reasons, np.eye(3)[[0, 1, 2, 2]], classes, CLASSIFIER))
    page = write_page(CLASSIFIER, described, dataset.load(), np.zeros((4, 28, 28)))
    assert re.findall(r"<h2.*?>(.*?)</h2>", page) == list(files)
    answered = [name for name in classes for _ in ("overview", "steps")]
    assert re.findall(r"<strong>(.*?)</strong>", page) == answered
    assert "Not classified: the file is empty." in page


@pytest.mark.parametrize("shape", [[28, 28, 1], [8, 12, 3]])
def test_a_classical_model_answers_without_heat(shape):
    spec = {"shape": shape, "cut_out": shape[2] == 1}
    classifier = CLASSIFIER | {"input_spec": spec, "relative_threshold": 0.0}
    described, seen = describe_pictures({"a.jpg": empty, "b.jpg": shoe}, classifier)
    pixels = np.random.default_rng(0).integers(256, size=(90, *shape), dtype=np.uint8)
    images, labels = normalise(pixels), np.arange(90) % 3
    model = LogisticRegression().fit(flatten(images)[:], labels)
    table, maps = classify(
        classifier,
        described,
        seen,
        {"classes": CLASSES},
        images,
        released=Released(),
        model=loaders(svm=model),
    )
    assert table["file"].tolist() == ["a.jpg", "b.jpg"]
    assert table["class"].isna().tolist() == [True, False]
    assert table["in_distribution"].isna().tolist() == [False, True]
    assert not table["sure"].any()
    assert table["seen"].tolist() == ["grey" if shape[2] == 1 else "colour"] * 2
    assert maps.shape == (2, *shape[:2])
    assert not maps.any()
    page = write_page(CLASSIFIER, described, table, maps)
    assert "b.jpg" in page


def test_pictures_are_scaled_as_the_training_images_were():
    described, seen = describe_pictures({"b.jpg": shoe}, CLASSIFIER)
    pixels = np.random.default_rng(0).integers(256, size=(90, 28, 28, 1), dtype=np.uint8)
    images, labels = ScaledImages(pixels, 1 - BRIGHTNESS), np.arange(90) % 3
    model = LogisticRegression().fit(flatten(images)[:], labels)
    given = (CLASSIFIER, described, seen, {"classes": CLASSES})
    table, _ = classify(*given, images, released=Released(), model=loaders(svm=model))
    (own,) = model.predict_proba(1 - to_brightness(seen.reshape(1, -1)))
    assert table["probability"][0] == pytest.approx(own.max(), rel=1e-5)


class Certain:
    """A classical model that always gives the same probabilities."""

    def __init__(self, *probabilities):
        self.probabilities = probabilities

    def predict_proba(self, features):
        return np.tile(self.probabilities, (len(features), 1))


def test_the_ensemble_pools_what_its_members_say():
    weights = pd.DataFrame({"model": ["svm", "knn"], "weight": [1.0, 2.0]})
    members = loaders(svm=Certain(0.5, 0.25, 0.25), knn=Certain(0.2, 0.4, 0.4))
    model = prepare_model("ensemble", {}, {"weights": weights, "model": members})
    probabilities = model.predict(np.zeros((1, 4, 4, 1), np.float32))
    # 0.5 * 0.2^2 and twice 0.25 * 0.4^2 are 0.02, 0.04 and 0.04, in all 0.1.
    np.testing.assert_allclose(probabilities, [[0.2, 0.4, 0.4]])
    assert not model.explain(np.zeros((1, 4, 4, 1), np.float32), np.array([0])).any()


def test_a_network_answers_and_explains_at_its_own_size_and_channels():
    block = {
        "architecture": "resnet",
        "training": {"epochs": 1, "optimizer": {"learning_rate": 0.1}, "precision": "float32"},
        "tta_shift": 1,
    }
    network = build_network("resnet", (12, 8, 3), 3)
    model = prepare_model("resnet", {"resnet": block}, {"network": loaders(resnet=network)})
    images = np.random.default_rng(0).random((3, 12, 8, 3), np.float32)
    probabilities = model.predict(images)
    expected = predict(network, images, Network.model_validate(block))
    np.testing.assert_array_equal(probabilities, expected)
    maps = model.explain(images, probabilities.argmax(axis=1))
    assert maps.shape == (3, 12, 8)
    assert maps.max() <= 1

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.class_gains import (
    choose_pair,
    compare_by_class,
    compare_errors,
    list_disagreements,
)
from fashion_mnist.pipelines.evaluation import pipeline

CLASSES = ["bag", "coat"]
PAIR = {"network": "cnn", "classical": "svm"}


def predict(wrong, sure=0.75, of=8):
    """As many images, half of each class; those `wrong` are taken for the other class."""
    truth = np.repeat([0, 1], of // 2)
    predicted = np.where(np.isin(np.arange(of), wrong), 1 - truth, truth)
    probabilities = np.where(np.eye(2)[predicted] == 1, np.reshape(sure, (-1, 1)), 0.0)
    table = pd.DataFrame({"y_true": truth, "y_pred": predicted})
    return table.assign(bag=probabilities[:, 0], coat=probabilities[:, 1])


@pytest.fixture
def predictions():
    """The cnn misses one coat; the svm, the better of the classical models, three other images."""
    return {
        "cnn": predict([7]),
        "svm": predict([0, 4, 5], sure=0.9),
        "knn": predict([0, 1, 4, 6]),
    }


def test_the_pair_is_the_most_accurate_of_each_kind_on_the_validation_images(predictions):
    assert choose_pair(**predictions) == PAIR
    assert choose_pair(svm=predictions["svm"]) == {}


def test_of_models_that_are_equally_accurate_the_first_of_the_study_is_chosen(predictions):
    equal = dict.fromkeys(("resnet", "cnn", "knn", "svm"), predictions["cnn"])
    assert choose_pair(**equal) == PAIR


def test_gains_are_those_of_the_chosen_pair_though_others_are_better_on_the_test_images(
    predictions,
):
    better = predictions | {"resnet": predict([])}
    gains, disagreements, *_ = pipeline.compare_by_class(PAIR, CLASSES, 0, **better)
    assert set(gains["model"]) == {"cnn"}
    assert set(disagreements["right"]) == {"cnn", "svm"}


def test_a_pair_of_which_one_has_not_been_tested_has_no_gains(predictions):
    pair = {"network": "resnet", "classical": "svm"}
    gains, disagreements, errors, _ = pipeline.compare_by_class(pair, CLASSES, 0, **predictions)
    assert gains.empty
    assert disagreements.empty
    assert errors.empty


def test_gains_are_tested_class_by_class(predictions):
    table = compare_by_class(predictions, PAIR, CLASSES, seed=0)
    assert table["class"].tolist() == CLASSES
    assert table[["model", "other"]].drop_duplicates().to_numpy().tolist() == [["cnn", "svm"]]
    assert table["only_model"].tolist() == [1, 2]
    assert table["only_other"].tolist() == [0, 1]
    assert table["difference"].tolist() == [0.25, 0.25]
    # Of one discordant image half of 2 / 2; of three, of which one: (1 + (1 + 3)) / 2**3.
    assert table["p_value"].tolist() == [0.5, 0.625]
    assert not table["differ"].any()


def test_a_class_whose_every_image_is_gained_differs():
    truth = np.repeat([0, 1], 10)
    right = pd.DataFrame({"y_true": truth, "y_pred": truth, "bag": 0.5, "coat": 0.5})
    wrong = right.assign(y_pred=np.where(truth == 0, 1, truth))
    table = compare_by_class({"cnn": right, "svm": wrong}, PAIR, CLASSES, seed=0)
    table = table.set_index("class")
    assert table["p_value"].tolist() == [1 / 2**10, 1]
    assert table["p_holm"].tolist() == [2 / 2**10, 1]
    assert table["differ"].tolist() == [True, False]
    assert table.loc["bag", ["low", "high"]].tolist() == [1, 1]


def test_a_class_without_images_has_no_row(predictions):
    coats = {name: table[4:] for name, table in predictions.items()}
    assert compare_by_class(coats, PAIR, CLASSES, seed=0)["class"].tolist() == ["coat"]


def test_images_are_listed_that_only_one_model_classifies_rightly(predictions):
    table = list_disagreements(predictions, PAIR, CLASSES)
    assert table["index"].tolist() == [0, 4, 5, 7]  # the svm is surer of its mistakes
    assert table["right"].tolist() == ["cnn", "cnn", "cnn", "svm"]
    assert table["taken_for"].tolist() == ["coat", "bag", "bag", "bag"]
    assert table["probability"].tolist() == [0.9, 0.9, 0.9, 0.75]


def test_without_a_pair_there_are_no_gains(predictions):
    assert compare_by_class(predictions, {}, CLASSES, seed=0).empty
    assert list_disagreements(predictions, {}, CLASSES).empty
    assert compare_errors(predictions, {}, CLASSES, seed=0).empty


def test_errors_that_are_corrected_are_compared_with_errors_that_are_not():
    """Of 40 images the svm misses 16. The cnn corrects the 8 bags, of which the knn misses 2 too.

    The knn misses the 8 coats, and so 10 of 40: by that measure the bags would be as hard as any.
    """
    sure = np.where(np.arange(40) < 20, 0.6, 0.9)
    tested = {
        "svm": predict([*range(8), *range(20, 28)], sure, of=40),
        "cnn": predict(range(20, 28), of=40),
        "knn": predict([0, 1, *range(20, 28)], of=40),
    }
    table = compare_errors(tested, PAIR, CLASSES, seed=0)
    found = table.set_index(["trait", "class"])
    assert found.index.tolist() == [
        ("missed_by_others", ""),
        ("confidence", ""),
        ("second", ""),
        ("class", "bag"),
        ("class", "coat"),
    ]
    assert set(zip(table["n_corrected"], table["n_shared"], strict=True)) == {(8, 8)}
    others = found.loc[("missed_by_others", "")]
    assert (others["corrected"], others["shared"], others["difference"]) == (0.25, 1, -0.75)
    assert others["low"] < -0.75 < others["high"] < 0
    confidence = found.loc[("confidence", "")]
    assert confidence[["corrected", "shared"]].tolist() == pytest.approx([0.6, 0.9])
    # Of the 12,870 ways of dealing out 16 errors only one and its mirror image part them so.
    assert found.loc[("class", "bag"), "p_value"] == pytest.approx(2 / 9999, abs=6e-4)
    second = found.loc[("second", "")]  # of two classes it is the true one
    assert (second["difference"], second["p_value"], second["differ"]) == (0, 1, False)
    assert found["differ"].tolist() == [True, True, False, True, True]


def test_too_few_errors_are_not_compared(predictions):
    assert compare_errors(predictions, PAIR, CLASSES, seed=0).empty  # none is shared

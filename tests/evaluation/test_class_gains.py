import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.class_gains import (
    choose_pair,
    compare_by_class,
    list_disagreements,
)

CLASSES = ["bag", "coat"]


def predict(wrong, sure=0.75):
    """Eight images, four of each class; those `wrong` are taken for the other class."""
    truth = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    predicted = np.where(np.isin(np.arange(8), wrong), 1 - truth, truth)
    probabilities = np.where(np.eye(2)[predicted] == 1, sure, 1 - sure)
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


def test_the_best_of_each_kind_are_compared(predictions):
    assert choose_pair(predictions) == ("cnn", "svm")
    assert choose_pair({"svm": predictions["svm"]}) is None


def test_gains_are_tested_class_by_class(predictions):
    table = compare_by_class(predictions, CLASSES, seed=0)
    assert table["class"].tolist() == CLASSES
    assert table[["model", "other"]].drop_duplicates().to_numpy().tolist() == [["cnn", "svm"]]
    assert table["only_model"].tolist() == [1, 2]
    assert table["only_other"].tolist() == [0, 1]
    assert table["difference"].tolist() == [0.25, 0.25]
    # Of one discordant image, and of two against one: both sides of the binomial.
    assert table["p_value"].tolist() == [1, 1]
    assert not table["differ"].any()


def test_a_class_whose_every_image_is_gained_differs():
    truth = np.repeat([0, 1], 10)
    right = pd.DataFrame({"y_true": truth, "y_pred": truth, "bag": 0.5, "coat": 0.5})
    wrong = right.assign(y_pred=np.where(truth == 0, 1, truth))
    table = compare_by_class({"cnn": right, "svm": wrong}, CLASSES, seed=0).set_index("class")
    assert table["p_value"].tolist() == [2 / 2**10, 1]
    assert table["p_holm"].tolist() == [2 * 2 / 2**10, 1]
    assert table["differ"].tolist() == [True, False]
    assert table.loc["bag", ["low", "high"]].tolist() == [1, 1]


def test_a_class_without_images_has_no_row(predictions):
    coats = {name: table[4:] for name, table in predictions.items()}
    assert compare_by_class(coats, CLASSES, seed=0)["class"].tolist() == ["coat"]


def test_images_are_listed_that_only_one_model_classifies_rightly(predictions):
    table = list_disagreements(predictions, CLASSES)
    assert table["index"].tolist() == [0, 4, 5, 7]  # the svm is surer of its mistakes
    assert table["right"].tolist() == ["cnn", "cnn", "cnn", "svm"]
    assert table["taken_for"].tolist() == ["coat", "bag", "bag", "bag"]
    assert table["probability"].tolist() == [0.9, 0.9, 0.9, 0.75]
    assert table["missed_by"].tolist() == [2, 2, 1, 1]  # of svm and knn; of the cnn alone
    assert table["of"].tolist() == [2, 2, 2, 1]


def test_models_of_one_kind_have_no_gains(predictions):
    del predictions["cnn"]
    assert compare_by_class(predictions, CLASSES, seed=0).empty
    assert list_disagreements(predictions, CLASSES).empty

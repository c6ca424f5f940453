import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.classes import (
    choose_pair,
    compare_classes,
    compare_errors,
    compare_recalls,
    count_confusions,
    list_disagreements,
    list_mistakes,
    rank_confused_pairs,
    report_classes,
)
from fashion_mnist.pipelines.evaluation import pipeline

CLASSES = ["bag", "coat"]
PAIR = {"network": "cnn", "classical": "svm"}


def test_confusions_count_true_rows_and_predicted_columns(predictions, classes):
    counts = count_confusions(predictions, classes)
    assert counts.loc["coat", "boot"] == 1
    np.testing.assert_array_equal(counts, [[2, 0, 0], [0, 1, 1], [0, 1, 1]])


def test_classification_report(predictions, classes):
    report = report_classes(predictions, classes).set_index("class")
    assert report.loc["bag", ["precision", "recall", "f1-score", "support"]].tolist() == [
        1,
        1,
        1,
        2,
    ]
    assert report.loc["coat", "recall"] == 0.5
    assert report.loc["accuracy", "f1-score"] == pytest.approx(4 / 6)
    assert report.loc["macro avg", "recall"] == pytest.approx((1 + 0.5 + 0.5) / 3)
    assert report.loc["weighted avg", "support"] == 6


def test_a_class_that_is_never_predicted_scores_zero(predictions, classes):
    predictions["y_pred"] = np.uint8(0)
    report = report_classes(predictions, classes).set_index("class")
    assert report.loc["boot", ["precision", "recall", "f1-score"]].tolist() == [0, 0, 0]


def test_confused_pairs_are_ranked_with_their_reverse():
    confusions = pd.DataFrame([[5, 3], [1, 9]], index=["a", "b"], columns=["a", "b"])
    pairs = rank_confused_pairs(confusions)
    assert pairs.to_dict("list") == {
        "true": ["a", "b"],
        "predicted": ["b", "a"],
        "mistaken": [3, 1],
        "share": [3 / 8, 1 / 10],
        "reverse": [1, 3],
    }


def test_classes_are_compared_with_best_and_hardest(predictions, classes):
    predictions.loc[2, "y_pred"] = 0
    table = compare_classes({"m": report_classes(predictions, classes)}, classes)
    assert table.to_dict("records") == [
        {"model": "m", "bag": 1, "coat": 0, "boot": 0.5, "best": "bag", "hardest": "coat"}
    ]


def test_mistakes_are_grouped_by_pair_with_both_probabilities(predictions, classes):
    mistakes = list_mistakes(predictions, classes)
    assert mistakes["index"].tolist() == [5, 3]
    assert mistakes["true"].tolist() == ["boot", "coat"]
    assert mistakes["predicted"].tolist() == ["coat", "boot"]
    assert mistakes["probability"].tolist() == pytest.approx([0.5, 0.6])
    assert mistakes["probability_of_true"].tolist() == pytest.approx([0.4, 0.3])


def predict(wrong, sure=0.75, of=8):
    """As many images, half of each class; those `wrong` are taken for the other class."""
    truth = np.repeat([0, 1], of // 2)
    predicted = np.where(np.isin(np.arange(of), wrong), 1 - truth, truth)
    probabilities = np.where(np.eye(2)[predicted] == 1, np.reshape(sure, (-1, 1)), 0.0)
    table = pd.DataFrame({"y_true": truth, "y_pred": predicted})
    return table.assign(bag=probabilities[:, 0], coat=probabilities[:, 1])


@pytest.fixture
def by_model():
    """The cnn misses one coat; the svm, the better of the classical models, three other images."""
    return {"cnn": predict([7]), "svm": predict([0, 4, 5], sure=0.9), "knn": predict([0, 1, 4, 6])}


def test_the_pair_is_the_most_accurate_of_each_kind_on_the_validation_images(by_model):
    assert choose_pair(**by_model) == PAIR
    assert choose_pair(svm=by_model["svm"]) == {}


def test_of_models_that_are_equally_accurate_the_first_of_the_study_is_chosen(by_model):
    equal = dict.fromkeys(("resnet", "cnn", "knn", "svm"), by_model["cnn"])
    assert choose_pair(**equal) == PAIR


def test_gains_are_those_of_the_chosen_pair_though_others_are_better_on_the_test_images(by_model):
    better = by_model | {"resnet": predict([])}
    gains, disagreements, *_ = pipeline.compare_by_class(PAIR, CLASSES, 0, **better)
    assert set(gains["model"]) == {"cnn"}
    assert set(disagreements["right"]) == {"cnn", "svm"}


def test_a_pair_of_which_one_has_not_been_tested_has_no_gains(by_model):
    pair = {"network": "resnet", "classical": "svm"}
    gains, disagreements, errors, _ = pipeline.compare_by_class(pair, CLASSES, 0, **by_model)
    assert gains.empty
    assert disagreements.empty
    assert errors.empty


def test_gains_are_tested_class_by_class(by_model):
    table = compare_recalls(by_model, PAIR, CLASSES, seed=0)
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
    table = compare_recalls({"cnn": right, "svm": wrong}, PAIR, CLASSES, seed=0)
    table = table.set_index("class")
    assert table["p_value"].tolist() == [1 / 2**10, 1]
    assert table["p_holm"].tolist() == [2 / 2**10, 1]
    assert table["differ"].tolist() == [True, False]
    assert table.loc["bag", ["low", "high"]].tolist() == [1, 1]


def test_a_class_without_images_has_no_row(by_model):
    coats = {name: table[4:] for name, table in by_model.items()}
    assert compare_recalls(coats, PAIR, CLASSES, seed=0)["class"].tolist() == ["coat"]


def test_images_are_listed_that_only_one_model_classifies_rightly(by_model):
    table = list_disagreements(by_model, PAIR, CLASSES)
    assert table["index"].tolist() == [0, 4, 5, 7]  # the svm is surer of its mistakes
    assert table["right"].tolist() == ["cnn", "cnn", "cnn", "svm"]
    assert table["taken_for"].tolist() == ["coat", "bag", "bag", "bag"]
    assert table["probability"].tolist() == [0.9, 0.9, 0.9, 0.75]


def test_without_a_pair_there_are_no_gains(by_model):
    assert compare_recalls(by_model, {}, CLASSES, seed=0).empty
    assert list_disagreements(by_model, {}, CLASSES).empty
    assert compare_errors(by_model, {}, CLASSES, seed=0).empty


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


def test_too_few_errors_are_not_compared(by_model):
    assert compare_errors(by_model, PAIR, CLASSES, seed=0).empty  # none is shared

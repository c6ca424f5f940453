import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.classes import (
    compare_classes,
    count_confusions,
    list_mistakes,
    rank_confused_pairs,
    report_classes,
)


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

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation import comparison
from fashion_mnist.evaluation.classes import (
    compare_classes,
    count_confusions,
    list_mistakes,
    rank_confused_pairs,
    report_classes,
)
from fashion_mnist.evaluation.learning import summarise_learning
from fashion_mnist.evaluation.predictions import join_tables, tabulate_predictions


def test_predictions_hold_labels_and_named_probabilities():
    table = tabulate_predictions(
        np.array([1, 0], np.uint8), np.array([[0.2, 0.8], [0.4, 0.6]]), ["a", "b"]
    )
    assert list(table) == ["y_true", "y_pred", "a", "b"]
    assert table["y_pred"].tolist() == [1, 1]
    assert table["b"].tolist() == pytest.approx([0.8, 0.6])


def test_more_than_256_classes_keep_their_numbers():
    probabilities = np.eye(300)[[299]]
    table = tabulate_predictions(
        np.array([298], np.uint16), probabilities, [str(number) for number in range(300)]
    )
    assert (table["y_true"][0], table["y_pred"][0]) == (298, 299)


def test_score_has_wilsons_interval(predictions):
    # Wilson's interval for 4 of 6 at 95%, worked out from his formula.
    z, n, p = 1.959964, 6, 4 / 6
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    score = predictions.score(predictions)
    assert score["accuracy"] == pytest.approx(4 / 6)
    assert score["accuracy_low"] == pytest.approx(centre - half)
    assert score["accuracy_high"] == pytest.approx(centre + half)
    assert score["images"] == 6


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


def test_models_are_compared_best_first():
    table = comparison.compare_models({"x": {"accuracy": 0.8}, "y": {"accuracy": 0.9}})
    assert table["model"].tolist() == ["y", "x"]


def test_classes_are_compared_with_best_and_hardest(predictions, classes):
    predictions.loc[2, "y_pred"] = 0
    table = compare_classes({"m": report_classes(predictions, classes)}, classes)
    assert table.to_dict("records") == [
        {"model": "m", "bag": 1, "coat": 0, "boot": 0.5, "best": "bag", "hardest": "coat"}
    ]


def test_tables_are_joined_under_the_models_name():
    joined = join_tables({"x": pd.DataFrame({"n": [1, 2]}), "y": pd.DataFrame({"n": [3]})})
    assert joined.to_dict("list") == {"model": ["x", "x", "y"], "n": [1, 2, 3]}


def test_learning_is_summarised():
    history = pd.DataFrame(
        {
            "epoch": [1, 2, 3, 4],
            "accuracy": [0.5, 0.7, 0.8, 0.9],
            "val_accuracy": [0.6, 0.75, 0.72, 0.74],
            "loss": [2.0, 1.0, 0.5, 0.2],
            "val_loss": [1.5, 1.0, 0.9, 0.8],
        }
    )
    learning = summarise_learning(history, tolerance=0.015)
    assert learning["accuracy_gap"] == pytest.approx(0.16)
    assert learning["best_epoch"] == 2
    assert learning["largest_val_drop"] == pytest.approx(0.03)
    assert learning["stable_from_epoch"] == 4
    assert summarise_learning(history, tolerance=0.021)["stable_from_epoch"] == 2
    assert summarise_learning(history[:1], tolerance=0.01)["stable_from_epoch"] == 1


def test_mistakes_are_grouped_by_pair_with_both_probabilities(predictions, classes):
    mistakes = list_mistakes(predictions, classes)
    assert mistakes["index"].tolist() == [5, 3]
    assert mistakes["true"].tolist() == ["boot", "coat"]
    assert mistakes["predicted"].tolist() == ["coat", "boot"]
    assert mistakes["probability"].tolist() == pytest.approx([0.5, 0.6])
    assert mistakes["probability_of_true"].tolist() == pytest.approx([0.4, 0.3])

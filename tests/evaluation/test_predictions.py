import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation.predictions import (
    by_accuracy,
    hundredfold,
    join_tables,
    list_rows,
    percent,
    percent_range,
    score_predictions,
    tabulate_by_candidates,
    tabulate_predictions,
)


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


def test_any_candidate_may_be_predicted_also_among_more_than_256_classes():
    probabilities, classes = np.eye(300)[[299, 299, 299]], [str(number) for number in range(300)]
    candidates = np.zeros((3, 300))
    candidates[0, [290, 299]] = candidates[1, [280, 290]] = 1
    table = tabulate_by_candidates(candidates, probabilities, classes)
    assert table["y_true"].tolist() == [299, 280, 0]
    assert table["y_pred"].tolist() == [299] * 3


def test_score_has_wilsons_interval(predictions):
    # Wilson's interval for 4 of 6 at 95%, worked out from his formula.
    z, n, p = 1.959964, 6, 4 / 6
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    scored = score_predictions(predictions)
    assert scored["accuracy"] == pytest.approx(4 / 6)
    assert scored["accuracy_low"] == pytest.approx(centre - half)
    assert scored["accuracy_high"] == pytest.approx(centre + half)
    assert scored["images"] == 6


def test_tables_are_joined_under_the_models_name():
    joined = join_tables({"x": pd.DataFrame({"n": [1, 2]}), "y": pd.DataFrame({"n": [3]})})
    assert joined.to_dict("list") == {"model": ["x", "x", "y"], "n": [1, 2, 3]}


def test_the_most_accurate_model_comes_first_and_others_stay_in_order(predictions):
    right = predictions.assign(y_pred=predictions["y_true"])
    ranked = by_accuracy({"knn": predictions, "svm": right, "mlp": predictions})
    assert list(ranked) == ["svm", "knn", "mlp"]


def test_rows_are_by_the_names_of_their_columns():
    table = pd.DataFrame({"model": ["x", "y"], "n": [1, 2]})
    rows = [{"model": "x", "n": 1}, {"model": "y", "n": 2}]
    assert list_rows(table) == rows


@pytest.mark.parametrize(
    ("right", "told"),
    [(9445, "94.5%"), (9025, "90.3%"), (9425, "94.3%"), (9444, "94.4%"), (10_000, "100.0%")],
)
def test_halves_are_rounded_up_as_readers_round_them(right, told):
    """As binary floats 0.9025 and 0.9425 are a little less than that."""
    assert percent(right / 10_000) == told


def test_digits_are_as_many_as_asked_for():
    assert [percent(0.94455, digits) for digits in (0, 1, 2)] == ["94%", "94.5%", "94.46%"]
    assert float(hundredfold(-0.00125, 2)) == -0.13
    assert str(hundredfold(-0.0002)) == "0.0"


def test_an_interval_has_one_percent_sign():
    assert percent_range(0.93775, 0.9471) == "93.8-94.7%"

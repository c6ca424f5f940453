import numpy as np
import pandas as pd
import pytest

from fashion_mnist import combination


def table(truth, *rows):
    probabilities = np.array(rows, np.float32)
    columns = {"y_true": np.array(truth, np.uint8), "y_pred": probabilities.argmax(axis=1)}
    return pd.DataFrame(columns | {"bag": probabilities[:, 0], "coat": probabilities[:, 1]})


GOOD = table([0, 1], [0.9, 0.1], [0.2, 0.8])
BAD = table([0, 1], [0.4, 0.6], [0.6, 0.4])
CLASSES = ["bag", "coat"]


def test_the_weights_have_the_least_log_loss():
    """Where one model is right with p and the other with 1 - p, half an image each, w = 1/2."""
    of_truth = np.array([[0.9, 0.1], [0.1, 0.9]])
    np.testing.assert_allclose(combination.fit_weights(of_truth), [0.5, 0.5], atol=1e-6)


def test_a_certain_mistake_does_not_break_the_weights():
    weights = combination.fit_weights(np.array([[0.0, 1.0], [1.0, 0.5]]))
    assert weights.sum() == pytest.approx(1)
    # log w2 + log(w1 + w2 / 2) = log(w2 (1 - w2 / 2)) rises up to w2 = 1
    assert weights[1] == pytest.approx(1, abs=1e-3)


def test_a_model_that_adds_nothing_is_left_out():
    weights = combination.weigh_models({"bad": BAD, "good": GOOD}, CLASSES)
    assert weights.to_dict("records") == [{"model": "good", "weight": 1}]


def test_predictions_are_the_weighted_mean():
    weights = pd.DataFrame({"model": ["good", "bad"], "weight": [0.25, 0.75]})
    combined = combination.combine(weights, {"bad": BAD, "good": GOOD, "other": BAD}, CLASSES)
    np.testing.assert_allclose(combined["bag"], [0.525, 0.5], atol=1e-6)
    assert list(combined["y_true"]) == [0, 1]
    assert list(combined["y_pred"]) == [0, 0]


def test_the_costs_of_the_members_are_added_up():
    weights = pd.DataFrame({"model": ["b", "a"], "weight": [0.5, 0.5]})
    costs = {"a": {"fit_seconds": 1.0}, "b": {"fit_seconds": 2.0}, "c": {"fit_seconds": 4.0}}
    assert combination.add_up_costs(weights, costs) == {"fit_seconds": 3.0}

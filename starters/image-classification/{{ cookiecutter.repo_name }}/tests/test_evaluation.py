import numpy as np
import pytest
from scipy.stats import binomtest

from {{ cookiecutter.python_package }} import calibration, significance
from {{ cookiecutter.python_package }}.predictions import choose_model, tabulate_predictions

CLASSES = ["cat", "dog"]
LABELS = np.array([0, 0, 0, 1, 1, 1, 1, 1])


def make_predictions(sure):
    """Predictions of LABELS with the probability `sure` (n,) for the true class."""
    probabilities = np.where(np.eye(2)[LABELS] == 1, np.c_[sure], 1 - np.c_[sure])
    return tabulate_predictions(LABELS, probabilities, CLASSES)


GOOD = make_predictions(np.array([0.9, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9, 0.4]))
BAD = make_predictions(np.array([0.9, 0.2, 0.2, 0.2, 0.2, 0.9, 0.2, 0.6]))


def test_accuracies_have_wilson_intervals():
    table = significance.tabulate_accuracies(CLASSES, bad=BAD, good=GOOD)
    assert table["model"].tolist() == ["good"] * 3 + ["bad"] * 3
    assert table["right"].tolist() == [7, 3, 4, 3, 1, 2]
    interval = binomtest(7, 8).proportion_ci(method="wilson")
    np.testing.assert_allclose(table.loc[0, ["low", "high"]].tolist(), interval)


def test_pairs_are_compared_by_the_images_that_only_one_model_classifies_correctly():
    table = significance.compare_pairs(bad=BAD, good=GOOD)
    row = table.iloc[0]
    assert (row["model"], row["only_model"], row["only_other"]) == ("good", 5, 1)
    exact, observed = 2 * (6 + 1) / 2**6, 6 / 2**6  # binomial, n = 6
    assert row["p_value"] == pytest.approx(exact - observed)
    assert not row["differ"]
    with pytest.raises(ValueError, match="the same images"):
        significance.compare_pairs(good=GOOD, other=GOOD[:4])


def test_a_single_model_is_compared_with_none():
    assert significance.compare_pairs(good=GOOD).empty


def test_temperatures_lower_the_loss_and_leave_the_answers():
    temperatures = calibration.fit_temperatures(CLASSES, bad=BAD)
    scores, bins = calibration.measure_calibration(temperatures, CLASSES, bad=BAD)
    assert scores["log_loss"].is_monotonic_decreasing
    assert bins.groupby("scaled")["images"].sum().tolist() == [8, 8]
    scaled = calibration.rescale(BAD[CLASSES].to_numpy(), 1.7)
    assert (scaled.argmax(axis=1) == BAD["y_pred"]).all()
    np.testing.assert_allclose(scaled.sum(axis=1), 1)


def test_the_calibration_error_is_the_mean_gap():
    confidence, right = np.array([0.9, 0.9, 0.6, 0.6]), np.array([True, True, True, False])
    error = calibration.expected_calibration_error(confidence, right)
    assert error == pytest.approx((0.1 + 0.1) / 2)


def test_the_best_model_on_the_validation_images_is_chosen():
    assert choose_model(bad=BAD, good=GOOD) == {"model": "good"}

import numpy as np
import pytest
from scipy.stats import binomtest

from {{ cookiecutter.python_package }} import calibration, significance
from {{ cookiecutter.python_package }}.predictions import choose_model, tabulate_predictions

CLASSES = ["cat", "dog"]
LABELS = np.array([0, 0, 0, 1, 1, 1, 1, 1])


def make_predictions(*sure):
    """Predictions of LABELS with these probabilities of the true classes."""
    true, of_true = np.eye(2)[LABELS] == 1, np.array([sure]).T
    return tabulate_predictions(LABELS, np.where(true, of_true, 1 - of_true), CLASSES)


GOOD = make_predictions(0.9, 0.9, 0.8, 0.9, 0.9, 0.9, 0.9, 0.4)
BAD = make_predictions(0.9, 0.2, 0.2, 0.2, 0.2, 0.9, 0.2, 0.6)


def test_accuracies_have_wilson_intervals():
    table = significance.tabulate_accuracies(bad=BAD, good=GOOD)
    assert table[["model", "right"]].to_numpy().tolist() == [["good", 7], ["bad", 3]]
    interval = binomtest(7, 8).proportion_ci(method="wilson")
    np.testing.assert_allclose(table[["low", "high"]].iloc[0].tolist(), interval)
    assert choose_model(bad=BAD, good=GOOD) == {"model": "good"}


def test_pairs_are_compared_by_the_images_that_only_one_model_classifies_correctly():
    row = significance.compare_pairs(bad=BAD, good=GOOD).iloc[0]
    assert (row["model"], row["only_model"], row["only_other"]) == ("good", 5, 1)
    exact, observed = 2 * (6 + 1) / 2**6, 6 / 2**6  # binomial, n = 6
    assert row["p_value"] == pytest.approx(exact - observed)
    assert not row["differ"]
    assert significance.compare_pairs(good=GOOD).empty


def test_the_calibration_error_is_the_mean_gap_and_temperatures_leave_the_answers():
    temperatures = calibration.fit_temperatures(CLASSES, bad=BAD)
    scores, bins = calibration.measure_calibration(temperatures, CLASSES, bad=BAD)
    # Sure of 0.9, 0.8 and 0.6 in 2, 5 and 1 images, of which 2, 0 and 1 are right.
    assert scores.loc[0, "ece"] == pytest.approx((2 * 0.1 + 5 * 0.8 + 1 * 0.4) / 8)
    assert scores.loc[0, "scaled_ece"] < scores.loc[0, "ece"]
    assert bins["images"].sum() == 8
    scaled = calibration.rescale(BAD[CLASSES].to_numpy(), 1.7)
    assert (scaled.argmax(axis=1) == BAD["y_pred"]).all()

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.naive_bayes import GaussianNB

from fashion_mnist.evaluation import calibration
from fashion_mnist.evaluation.calibration import (
    THRESHOLDS,
    choose_thresholds,
    measure_coverage,
    ood_score,
    relative_confidence,
    select_risk_controlled_threshold,
)

TWO_TO_ONE = np.array([[0.9, 0.1]] * 4)  # 90% sure ...
LABELS = np.array([0, 0, 0, 1])  # ... and right on three of four

CLASSES = ["bag", "coat"]


def test_the_temperature_brings_confidence_to_accuracy():
    """log(9) / T = log(3), the odds of 3 to 1, at T = 2."""
    assert calibration.fit_temperature(TWO_TO_ONE, LABELS) == pytest.approx(2, abs=1e-4)
    np.testing.assert_allclose(calibration.rescale(TWO_TO_ONE, 2), [[0.75, 0.25]] * 4)


def test_the_temperature_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(200, 6)), np.repeat([0, 1, 2], [80, 60, 60])
    features[:, :4] += labels[:, None]
    features[:, 4:] = features[:, :2]  # which makes naive Bayes too sure of itself
    classifier = GaussianNB().fit(features, labels)
    calibrated = CalibratedClassifierCV(FrozenEstimator(classifier), method="temperature")
    calibrated.fit(features, labels)
    predicted = classifier.predict_proba(features)
    temperature = calibration.fit_temperature(predicted, labels)
    assert temperature > 1.1
    np.testing.assert_allclose(
        calibration.rescale(predicted, temperature), calibrated.predict_proba(features), atol=1e-3
    )


def test_a_probability_of_zero_has_a_temperature():
    probabilities = np.array([[1.0, 0.0], [1.0, 0.0]], np.float32)
    rescaled = calibration.rescale(
        probabilities, calibration.fit_temperature(probabilities, [0, 1])
    )
    np.testing.assert_allclose(rescaled, 0.5, atol=0.05)


def test_expected_calibration_error():
    confidence = np.array([0.95, 0.95, 0.95, 0.55])
    right = np.array([True, True, False, False])
    # 3/4 of the images are 0.95 sure and 2/3 right, 1/4 are 0.55 sure and never right.
    expected = 3 / 4 * abs(2 / 3 - 0.95) + 1 / 4 * 0.55
    assert calibration.expected_calibration_error(confidence, right) == pytest.approx(expected)


def test_gaps_within_a_bin_cancel_and_between_bins_add_up():
    """0.62 and 0.66 share the bin up to 10/15; 0.67 is in the next."""
    within = calibration.expected_calibration_error(np.array([0.62, 0.66]), np.array([True, False]))
    between = calibration.expected_calibration_error(
        np.array([0.62, 0.67]), np.array([True, False])
    )
    assert within == pytest.approx((0.38 - 0.66) / -2)
    assert between == pytest.approx((0.38 + 0.67) / 2)


def test_bins_hold_what_the_error_is_made_of():
    probabilities = np.array([[0.95, 0.05], [0.95, 0.05], [0.05, 0.95], [0.45, 0.55], [1, 0]])
    labels = np.array([0, 0, 0, 0, 0])
    bins = calibration.bin_by_confidence(probabilities, labels)
    assert bins["bin"].tolist() == [9, 15]
    assert bins["images"].tolist() == [1, 4]
    assert bins["accuracy"].tolist() == [0, 0.75]
    assert bins["confidence"].tolist() == pytest.approx([0.55, 3.85 / 4])
    gaps = (bins["accuracy"] - bins["confidence"]).abs()
    error = calibration.score(probabilities, labels, 0)["ece"]
    assert np.average(gaps, weights=bins["images"]) == pytest.approx(error)


def test_brier_score_and_log_loss():
    probabilities = np.array([[0.8, 0.1, 0.1], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    score = calibration.score(probabilities, np.array([0, 1, 2]), 0)
    assert score["brier"] == pytest.approx((0.04 + 0.01 + 0.01 + 0.25 + 0.25) / 3)
    assert score["log_loss"] == pytest.approx(-np.log(0.8 * 0.5) / 3)


def test_chance_alone_makes_an_error():
    """Of a share of one half among n images, the mean distance from it is √(2 / π) / (2 √n)."""
    n = 10_000
    score = calibration.score(np.tile([0.5, 0.5], (n, 1)), np.arange(n) % 2, 0)
    assert score["ece"] == pytest.approx(0)
    assert score["ece_by_chance"] == pytest.approx((2 / np.pi) ** 0.5 / 200, rel=0.2)


def test_models_are_measured_with_and_without_their_temperature():
    table = pd.DataFrame(TWO_TO_ONE, columns=["bag", "coat"]).assign(y_true=LABELS, y_pred=0)
    temperatures = calibration.fit_temperatures(["bag", "coat"], svm=table)
    scores, bins = calibration.measure({"svm": table}, temperatures, ["bag", "coat"], 0)
    assert scores["model"].tolist() == ["svm", "svm"]
    assert scores["scaled"].tolist() == [False, True]
    assert scores["temperature"].tolist() == pytest.approx([1, 2], abs=1e-4)
    assert scores["ece"].tolist() == pytest.approx([0.15, 0], abs=1e-4)
    assert bins[["model", "scaled", "images"]].to_numpy().tolist() == [
        ["svm", False, 4],
        ["svm", True, 4],
    ]
    assert bins["confidence"].tolist() == pytest.approx([0.9, 0.75], abs=1e-4)


def table(confidence, right):
    """All are taken for the first class, with the given confidence."""
    confidence = np.array(confidence, np.float32)
    return pd.DataFrame(
        {"y_true": 1 - np.array(right), "y_pred": 0, "bag": confidence, "coat": 1 - confidence}
    )


VALIDATION = table(np.linspace(0.505, 1, 100), [1] * 100)  # 0.505, 0.510, ..., 1


def test_the_threshold_lets_that_share_of_the_validation_images_through():
    thresholds = choose_thresholds(CLASSES, svm=VALIDATION)
    assert thresholds["coverage"].tolist() == [1, 0.99, 0.95, 0.9, 0.8]
    assert thresholds["threshold"].iloc[0] == 0
    kept = [(VALIDATION["bag"] >= t).mean() for t in thresholds["threshold"]]
    assert kept == pytest.approx([1, 1, 0.96, 0.91, 0.81])  # at least as many as aimed at


def test_accuracy_is_that_of_the_images_that_reach_the_threshold():
    thresholds = pd.DataFrame({"model": "svm", "coverage": [1.0, 0.8], "threshold": [0.0, 0.75]})
    test = table([0.6, 0.7, 0.75, 0.9], [0, 1, 1, 0])
    measured = measure_coverage({"svm": test}, thresholds, CLASSES)
    assert measured["images"].tolist() == [4, 2]
    assert measured["covered"].tolist() == [1, 0.5]
    assert measured["right"].tolist() == [2, 1]
    assert measured["accuracy"].tolist() == [0.5, 0.5]
    assert measured.loc[1, ["low", "high"]].tolist() == pytest.approx([0.0945, 0.9055], abs=1e-4)


def test_images_as_certain_as_the_threshold_are_kept_after_it_went_through_its_file(tmp_path):
    tied = table([0.6] + [0.7] * 10, [1] * 11)
    path = tmp_path / "thresholds.csv"
    choose_thresholds(CLASSES, svm=tied).to_csv(path, index=False)
    measured = measure_coverage({"svm": tied}, pd.read_csv(path), CLASSES)
    assert measured["images"].tolist() == [11, 11, 11, 11, 10]


def select(confidence, right, accuracy):
    predictions = table(confidence, right)
    return select_risk_controlled_threshold(predictions, CLASSES, accuracy)


def test_relative_confidence_compares_the_two_most_probable_classes():
    probabilities = np.array([[0.6, 0.2, 0.2], [0.1, 0.45, 0.45], [0, 0, 1]], np.float32)
    np.testing.assert_allclose(relative_confidence(probabilities), [0.75, 0.5, 1])


def test_the_ood_score_is_highest_for_equal_probabilities_and_finite_at_0():
    # The mean of ln 1/2, ln 1/4 and ln 1/4 is -(1 + 2 + 2) / 3 of ln 2.
    equal, uneven, certain = ood_score(np.array([[1, 1, 1], [1.5, 0.75, 0.75], [3, 0, 0]]) / 3)
    assert equal == pytest.approx(-np.log(3))
    assert uneven == pytest.approx(-5 / 3 * np.log(2))
    assert -np.inf < certain < uneven


def test_an_accuracy_is_promised_where_so_many_right_ones_allow_it():
    """At each of five starts one case of 100 is allowed, in which 8 of 8 are right at 0.562."""
    low = 0.01 ** (1 / 8)
    assert select([0.97] * 8, [1] * 8, low - 1e-6) == 0.5
    assert select([0.97] * 8, [1] * 8, low + 1e-6) is None
    assert select([0.97] * 8, [1] * 8, 1) is None


@pytest.mark.parametrize(
    ("accuracy", "threshold"),
    [
        # 60 of 60 promise 0.926, 60 of 70 not 0.92, nor 460 of 470 at the later starts 0.97
        (0.925, 0.66),  # from 0.8 on: 460 of 470 promise 0.957, 460 of 570 not
        (0.99, None),
    ],
)
def test_thresholds_are_tested_down_from_each_start_until_one_fails(accuracy, threshold):
    confidence = [0.975] * 60 + [0.925] * 10 + [0.85] * 400 + [0.655] * 100
    right = [1] * 60 + [0] * 10 + [1] * 400 + [0] * 100
    assert select(confidence, right, accuracy) == threshold


def test_after_a_threshold_that_fails_looser_ones_are_not_tried_but_by_later_starts():
    """60 of 60 promise 0.926; 60 of 70 do not, and 140 of 150 neither."""
    confidence, right = [0.975] * 60 + [0.925] * 10 + [0.85] * 80, [1] * 60 + [0] * 10 + [1] * 80
    assert select(confidence, right, 0.92) == 0.93


@pytest.mark.parametrize("moved", [0, 0.003, 0.006])
def test_thresholds_are_a_fixed_grid_whatever_the_confidences_are(moved):
    assert select(np.linspace(0.6, 0.98, 300) + moved, [0] * 100 + [1] * 200, 0.9) in (THRESHOLDS)


def test_a_promise_is_kept_by_other_images_but_in_one_case_of_twenty():
    """Right as often as the confidence says, all above c have the accuracy (1 + c) / 2."""
    rng, broken = np.random.default_rng(0), 0
    for _ in range(100):
        confidence = rng.uniform(0.5, 1, 400)
        threshold = select(confidence, (rng.random(400) < confidence).astype(int), 0.8)
        broken += threshold is not None and (1 + threshold) / 2 < 0.8
    assert broken <= 5

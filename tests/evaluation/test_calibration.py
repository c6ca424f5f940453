import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.naive_bayes import GaussianNB

from fashion_mnist.evaluation import calibration

TWO_TO_ONE = np.array([[0.9, 0.1]] * 4)  # 90% sure ...
LABELS = np.array([0, 0, 0, 1])  # ... and right on three of four


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

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation import selective_accuracy

CLASSES = ["bag", "coat"]


def table(confidence, right):
    """All are taken for the first class, with the given confidence."""
    confidence = np.array(confidence, np.float32)
    return pd.DataFrame(
        {"y_true": 1 - np.array(right), "y_pred": 0, "bag": confidence, "coat": 0.0}
    )


VALIDATION = table(np.linspace(0.505, 1, 100), [1] * 100)  # 0.505, 0.510, ..., 1


def test_the_threshold_lets_that_share_of_the_validation_images_through():
    thresholds = selective_accuracy.choose_thresholds({"svm": VALIDATION}, CLASSES)
    assert thresholds["coverage"].tolist() == [1, 0.99, 0.95, 0.9, 0.8]
    assert thresholds["threshold"].iloc[0] == 0
    kept = [(VALIDATION["bag"] >= t).mean() for t in thresholds["threshold"]]
    assert kept == pytest.approx([1, 1, 0.96, 0.91, 0.81])  # at least as many as aimed at


def test_accuracy_is_that_of_the_images_that_reach_the_threshold():
    thresholds = pd.DataFrame({"model": "svm", "coverage": [1.0, 0.8], "threshold": [0.0, 0.75]})
    test = table([0.6, 0.7, 0.75, 0.9], [0, 1, 1, 0])
    measured = selective_accuracy.measure_coverage({"svm": test}, thresholds, CLASSES)
    assert measured["images"].tolist() == [4, 2]
    assert measured["covered"].tolist() == [1, 0.5]
    assert measured["right"].tolist() == [2, 1]
    assert measured["accuracy"].tolist() == [0.5, 0.5]
    assert measured.loc[1, ["low", "high"]].tolist() == pytest.approx([0.0945, 0.9055], abs=1e-4)


def test_images_as_certain_as_the_threshold_are_kept_after_it_went_through_its_file(tmp_path):
    tied = table([0.3] + [0.7] * 10, [1] * 11)
    path = tmp_path / "thresholds.csv"
    selective_accuracy.choose_thresholds({"svm": tied}, CLASSES).to_csv(path, index=False)
    measured = selective_accuracy.measure_coverage({"svm": tied}, pd.read_csv(path), CLASSES)
    assert measured["images"].tolist() == [11, 11, 11, 11, 10]


def test_an_accuracy_is_promised_where_so_many_right_ones_allow_it():
    """Of 8 first 3 and 5 are tested: in one case of 40 these 5 would be right at 0.478."""
    sure = table(np.linspace(0.6, 0.95, 8), [1] * 8)
    low = 0.025 ** (1 / 5)
    assert selective_accuracy.promise_accuracy(sure, CLASSES, low - 1e-6) == pytest.approx(0.6)
    assert selective_accuracy.promise_accuracy(sure, CLASSES, low + 1e-6) is None
    assert selective_accuracy.promise_accuracy(sure, CLASSES, 1) is None


@pytest.mark.parametrize(
    ("first", "n", "promised"),
    [
        (30, 3, 100),  # that from 30 on fails at 32 (0.792), that from 60 on (0.861) never
        (60, 10, 64),  # both fail at 66: 60 of 64 are 0.848 at least, 60 of 66 are 0.813
        (30, 10, 30),  # that from 30 on fails at 32, that from 60 on (0.715) at once
    ],
)
def test_thresholds_are_tested_from_strict_ones_until_one_fails(first, n, promised):
    """Of 100 images all but the n from the `first` on are right."""
    confidence, right = np.linspace(0.99, 0.5, 100), np.ones(100, int)
    right[first : first + n] = 0
    found = selective_accuracy.promise_accuracy(table(confidence, right), CLASSES, 0.84)
    assert (confidence >= found - 1e-6).sum() == promised


def test_a_promise_is_kept_by_other_images_but_in_one_case_of_twenty():
    """Right as often as the confidence says, all above c have the accuracy (1 + c) / 2."""
    rng, broken = np.random.default_rng(0), 0
    for _ in range(100):
        confidence = rng.random(400)
        threshold = selective_accuracy.promise_accuracy(
            table(confidence, (rng.random(400) < confidence).astype(int)), CLASSES, 0.8
        )
        broken += threshold is not None and (1 + threshold) / 2 < 0.8
    assert broken <= 5

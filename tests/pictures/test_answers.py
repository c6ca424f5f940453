import numpy as np
import pandas as pd
import pytest

from fashion_mnist.pictures import answers

CLASSES = ["bag", "coat", "boot"]


def predictions(*surest):
    """Predictions of `bag` with the given probabilities, right or wrong."""
    probability = np.array([share for share, _ in surest])
    return pd.DataFrame(
        {
            "y_true": [0 if is_right else 1 for _, is_right in surest],
            "y_pred": 0,
            "bag": probability,
            "coat": (1 - probability) / 2,
            "boot": (1 - probability) / 2,
        }
    )


TABLE = predictions(*[(0.5, False)] * 50, *[(0.9, True)] * 200)


@pytest.mark.parametrize(
    ("accuracy", "threshold", "reached", "share"), [(0.96, 0.51, 1, 0.8), (0.7, 0.5, 0.8, 1)]
)
def test_the_threshold_is_the_lowest_that_is_accurate_enough(accuracy, threshold, reached, share):
    found = answers.set_threshold(TABLE, CLASSES, accuracy)
    assert found["threshold"] == threshold
    assert found["accuracy_when_sure"] == pytest.approx(reached)
    assert found["share_sure"] == pytest.approx(share)


def test_the_accuracy_when_sure_has_its_interval():
    found = answers.set_threshold(TABLE, CLASSES, 0.96)
    assert found["accuracy_when_sure_low"] == pytest.approx(200 / 203.8415)  # Wilson, z² = 3.8415
    assert found["accuracy_when_sure_high"] == pytest.approx(1)


def test_an_accuracy_that_may_be_owed_to_chance_gives_no_threshold():
    """All 200 are right, as they would be with an accuracy of 98.5% in 4.9 cases of 100."""
    assert answers.set_threshold(TABLE, CLASSES, 0.985) == {
        "threshold": None,
        "accuracy_when_sure": None,
        "accuracy_when_sure_low": None,
        "accuracy_when_sure_high": None,
        "share_sure": 0,
    }


def test_equally_sure_predictions_stay_together():
    table = predictions((0.9, True), (0.9, False), (0.9, True))
    assert answers.set_threshold(table, CLASSES, 0.6)["threshold"] is None
    assert answers.set_threshold(table, CLASSES, 0.01)["share_sure"] == 1


def test_a_classifier_is_described_with_its_accuracy_and_threshold():
    described = answers.describe_classifier("cnn", TABLE, CLASSES, 0.75)
    assert described["model"] == "cnn"
    assert described["accuracy"] == pytest.approx(0.8)
    assert described["threshold"] == 0.51


PROBABILITIES = np.array([[0.1, 0.7, 0.2], [0.3, 0.3, 0.4], [0.05, 0.05, 0.9], [1, 0, 0]])
REASONS = {"a.jpg": None, "b.jpg": None, "c.jpg": None, "d.jpg": "the file is empty"}


def tabulate(threshold=0.6):
    is_familiar = np.array([True, True, False, True])
    classifier = {"model": "cnn", "threshold": threshold}
    return answers.tabulate_answers(
        REASONS, PROBABILITIES, is_familiar, CLASSES, classifier, "grey"
    )


def test_a_row_names_the_most_probable_classes():
    row = tabulate().iloc[0]
    assert row["file"] == "a.jpg"
    assert [row["class"], row["class_2"], row["class_3"]] == ["coat", "boot", "bag"]
    assert [row["probability"], row["probability_2"], row["probability_3"]] == [0.7, 0.2, 0.1]
    assert row["model"] == "cnn"
    assert row["seen"] == "grey"


def test_it_is_sure_of_what_is_probable_and_familiar():
    table = tabulate()
    assert table["sure"].tolist() == [True, False, False, False]
    assert table["familiar"].tolist() == [True, True, False, False]


def test_without_a_threshold_it_is_never_sure():
    assert not tabulate(threshold=None)["sure"].any()


def test_what_could_not_be_read_has_a_reason_and_no_answer():
    row = tabulate().iloc[3]
    assert row["reason"] == "the file is empty"
    assert row[["class", "probability", "class_2", "probability_2"]].isna().all()
    assert tabulate()["reason"].isna().tolist() == [True, True, True, False]


def test_text_is_of_one_type_whatever_is_missing():
    texts = tabulate()[list(answers.TEXTS)]
    assert {str(dtype) for dtype in texts.dtypes} == {"str"}


def test_two_classes_give_two_ranks():
    table = answers.tabulate_answers(
        {"a": None},
        np.array([[0.2, 0.8]]),
        np.array([True]),
        CLASSES[:2],
        {"model": "m", "threshold": 1},
        "grey",
    )
    assert "class_3" not in table

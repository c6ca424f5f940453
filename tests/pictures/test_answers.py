import base64
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fashion_mnist.pictures.answers import (
    TEXTS,
    Inference,
    apply_thresholds,
    confidence_label,
    count_confidence_labels,
    describe_classifier,
    describe_picture,
    describe_pictures,
    escape_formula,
    summarise,
    tabulate_answers,
    unescape_formula,
)
from fashion_mnist.pictures.conversion import InputSpec
from fashion_mnist.pictures.reading import UnreadablePictureError

CLASSES = ["bag", "coat", "boot"]


def predictions(*surest):
    """Predictions of `bag` with the given probabilities, right or wrong."""
    probability = np.array([share for share, _ in surest])
    return pd.DataFrame(
        {
            "y_true": [0 if is_right else 1 for _, is_right in surest],
            "y_pred": 0,
            "bag": probability,
            "coat": 1 - probability,
            "boot": 0.0,
        }
    )


def describe(table, accuracy, rate=0.95, judged_on="photographs"):
    options = Inference(accuracy_when_sure=accuracy, in_distribution_rate=rate)
    return describe_classifier("cnn", table, judged_on, CLASSES, options)


TABLE = predictions(*[(0.5, False)] * 50, *[(0.9, True)] * 200)


@pytest.mark.parametrize(
    ("accuracy", "threshold", "reached", "share"), [(0.96, 0.51, 1, 0.8), (0.7, 0.5, 0.8, 1)]
)
def test_the_threshold_is_the_lowest_that_is_accurate_enough(accuracy, threshold, reached, share):
    found = describe(TABLE, accuracy)
    assert (found["model"], found["accuracy"]) == ("cnn", pytest.approx(0.8))
    assert found["relative_threshold"] == threshold
    assert found["accuracy_when_sure"] == pytest.approx(reached)
    assert found["share_sure"] == pytest.approx(share)


def test_the_accuracy_when_sure_has_its_interval():
    found = describe(TABLE, 0.96)
    assert found["accuracy_when_sure_low"] == pytest.approx(200 / 203.8415)  # Wilson, z² = 3.8415
    assert found["accuracy_when_sure_high"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("judged_on", "accuracy"),
    [
        # All 200 are right, as they would be with an accuracy of 98.5% in 4.9 cases of 100.
        ("photographs", 0.985),
        ("validation images", 0.7),
    ],
)
def test_no_threshold_comes_from_chance_or_from_other_images_than_photographs(judged_on, accuracy):
    found = describe(TABLE, accuracy, judged_on=judged_on)
    assert (found["largest_ood_score"] is None) == (judged_on != "photographs")
    assert found | {"largest_ood_score": None} == {
        "model": "cnn",
        "judged_on": judged_on,
        "accuracy": 0.8,
        "relative_threshold": None,
        "largest_ood_score": None,
        "accuracy_when_sure": None,
        "accuracy_when_sure_low": None,
        "accuracy_when_sure_high": None,
        "share_sure": 0,
    }


def test_the_stated_share_of_photographs_is_in_distribution():
    # The lower the probability of the least probable class, the less uniform is the prediction.
    shares = np.linspace(0.01, 0.3, 30)
    table = pd.DataFrame({"y_true": 0, "y_pred": 0, "bag": 1 - 2 * shares})
    table["coat"] = table["boot"] = shares
    found = describe(table, 0.96, rate=0.8)
    _, is_in_distribution = apply_thresholds(table[CLASSES].to_numpy(), found)
    assert is_in_distribution.tolist() == [True] * 24 + [False] * 6


def test_equally_sure_predictions_stay_together():
    table = predictions((0.9, True), (0.9, False), (0.9, True))
    assert describe(table, 0.6)["relative_threshold"] is None
    assert describe(table, 0.01)["share_sure"] == 1


PROBABILITIES = np.array([[0.05, 0.85, 0.1], [0.1, 0.45, 0.45], [0.3, 0.3, 0.4], [1, 0, 0]])
REASONS = {"a.jpg": None, "b.jpg": None, "c.jpg": None, "d.jpg": "the file is empty"}


def tabulate(threshold=0.6, largest=-1.2):
    spec = {"shape": [28, 28, 1], "cut_out": True}
    thresholds = {"relative_threshold": threshold, "largest_ood_score": largest}
    classifier = {"model": "cnn", "input_spec": spec} | thresholds
    return tabulate_answers(REASONS, PROBABILITIES, CLASSES, classifier)


def test_a_row_names_the_most_probable_classes():
    row = tabulate().iloc[0]
    assert row["file"] == "a.jpg"
    assert [row["class"], row["class_2"], row["class_3"]] == ["coat", "boot", "bag"]
    assert [row["probability"], row["probability_2"], row["probability_3"]] == [0.85, 0.1, 0.05]
    assert row["model"] == "cnn"
    assert row["seen"] == "grey"


def test_it_is_sure_of_what_is_probable_and_in_distribution():
    table = tabulate()
    assert table["sure"].tolist() == [True, False, False, False]
    assert table["in_distribution"].tolist() == [True, True, False, False]


def test_without_a_threshold_it_is_never_sure():
    table = tabulate(threshold=None)
    assert not table["sure"].any()
    assert table["in_distribution"].tolist() == [True, True, False, False]


def test_without_a_measurement_on_photographs_no_remark_is_made():
    table = tabulate(threshold=None, largest=None)
    assert table["sure"].dtype == bool
    assert not table["sure"].any()
    # The last is unread.
    assert table["in_distribution"].isna().tolist() == [True, True, True, False]
    assert count_confidence_labels(table) == {"classified": 3, "unread": 1}


def test_what_could_not_be_read_has_a_reason_and_no_answer():
    row = tabulate().iloc[3]
    assert row["reason"] == "the file is empty"
    assert row[["class", "probability", "class_2", "probability_2"]].isna().all()
    assert tabulate()["reason"].isna().tolist() == [True, True, True, False]


def test_text_is_of_one_type_whatever_is_missing():
    texts = tabulate()[list(TEXTS)]
    assert {str(dtype) for dtype in texts.dtypes} == {"str"}


def test_two_classes_give_two_ranks():
    table = tabulate_answers(
        {"a": None},
        np.array([[0.2, 0.8]]),
        CLASSES[:2],
        {
            "model": "m",
            "relative_threshold": 1,
            "largest_ood_score": 0,
            "input_spec": {"shape": [8, 8, 3], "cut_out": False},
        },
    )
    assert "class_3" not in table
    assert table["seen"].tolist() == ["colour"]


@pytest.mark.parametrize(
    ("sure", "in_distribution", "reason", "verdict"),
    [
        (True, True, None, "sure"),
        (False, True, None, "not sure"),
        (False, False, float("nan"), "unlike"),  # as a table holds a reason that there is not
        (False, pd.NA, None, "classified"),
        (False, False, "damaged", "unread"),
    ],
)
def test_a_verdict_is_one_word(sure, in_distribution, reason, verdict):
    answer = {"sure": sure, "in_distribution": in_distribution, "reason": reason}
    assert confidence_label(answer) == verdict


def test_verdicts_that_occur_are_counted_in_one_order():
    answers = pd.DataFrame(
        {
            "sure": [False, True, True],
            "in_distribution": [False, True, True],
            "reason": pd.Series(["damaged", None, None], dtype="str"),
        }
    )
    counts = count_confidence_labels(answers)
    assert list(counts.items()) == [("sure", 2), ("unread", 1)]


def test_counts_are_told_in_a_line():
    assert summarise({"sure": 2, "unread": 1}) == "3 pictures: 2 sure, 1 unread"
    assert summarise({"unlike": 1}) == "1 picture: 1 unlike"


GREY = InputSpec((28, 28, 1), cut_out=True)
COLOUR = InputSpec((28, 28, 3), cut_out=True)
SHOE = np.full((40, 60, 4), 255, np.uint8)
SHOE[10:30, 5:45, :3] = 50


def read_shoe():
    return SHOE


def read_nothing():
    raise UnreadablePictureError("the file is empty")


def decode(uri):
    return np.asarray(Image.open(BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_a_picture_is_described_with_its_steps():
    described, crops = describe_picture("shoe.jpg", read_shoe, COLOUR)
    assert (described["file"], described["reason"]) == ("shoe.jpg", None)
    assert decode(described["picture"]).shape == (40, 60, 3)
    assert [step["caption"] for step in described["steps"]] == [
        "the item found",
        "with its surroundings",
    ]
    assert crops.shape == (4, 28, 28, 3)
    np.testing.assert_array_equal(decode(described["steps"][-1]["source"]), crops[0])
    described, crops = describe_picture("shoe.jpg", read_shoe, GREY)
    np.testing.assert_array_equal([decode(described["steps"][-1]["source"])], crops)


def test_the_place_of_the_item_is_in_shares_of_the_picture_and_in_pixels():
    grey, colour = (describe_picture("shoe.jpg", read_shoe, spec)[0] for spec in (GREY, COLOUR))
    expected = {"top": 10 / 40, "left": 5 / 60, "height": 20 / 40, "width": 40 / 60}
    assert grey["place"] == pytest.approx(expected, abs=0.06)
    # Twice as wide as high, it fills the middle 14 of the 28 rows.
    assert grey["target"] == pytest.approx([7, 0, 14, 28], abs=1)
    # The square around it has 1.2 times its breadth, 48, and begins 14 above and 4 before it.
    expected = {"top": -4 / 40, "left": 1 / 60, "height": 48 / 40, "width": 48 / 60}
    assert colour["place"] == pytest.approx(expected, abs=0.1)
    assert colour["target"] == [0, 0, 28, 28]


def test_a_file_that_cannot_be_read_is_described_by_its_reason():
    described, crops = describe_picture("none.jpg", read_nothing, COLOUR)
    assert described == {"file": "none.jpg", "reason": "the file is empty", "picture": None}
    np.testing.assert_array_equal(crops, np.zeros((4, 28, 28, 3)))


def test_a_picture_without_an_item_is_shown_with_the_reason():
    described, crops = describe_picture("blank.jpg", lambda: SHOE[:5], GREY)
    assert "nothing stands out" in described["reason"]
    assert decode(described["picture"]).shape == (5, 60, 3)
    assert "steps" not in described
    assert not crops.any()


def test_several_pictures_are_described_in_their_order():
    pictures = {"shoe.jpg": read_shoe, "none.jpg": read_nothing}
    spec = InputSpec((14, 14, 3), cut_out=True)
    described, seen = describe_pictures(pictures, {"input_spec": spec._asdict()})
    assert [picture["file"] for picture in described] == ["shoe.jpg", "none.jpg"]
    assert seen.shape == (2, 4, 14, 14, 3)
    assert [crops.any() for crops in seen] == [True, False]
    expected, crops = describe_picture("shoe.jpg", read_shoe, spec)
    assert described[0] == expected
    np.testing.assert_array_equal(seen[0], crops)


def test_pictures_are_read_one_at_a_time():
    events = []

    def reader(name):
        def read():
            events.append(name)
            raise UnreadablePictureError(name)

        return read

    described, *_ = describe_pictures(
        {name: reader(name) for name in "ab"}, {"input_spec": GREY._asdict()}
    )
    assert events == [picture["reason"] for picture in described] == ["a", "b"]


FORMULAS = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "'=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_put_behind_an_apostrophe(text):
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["T-shirt/top", "a=b", "1", "NA", "", " =1", "'quoted'", "'s"])
def test_other_text_is_left_alone(text):
    assert escape_formula(text) == unescape_formula(text) == text


@pytest.mark.parametrize("text", [*FORMULAS, "''=1", "'"])
def test_the_text_can_be_had_back(text):
    assert unescape_formula(escape_formula(text)) == text
    assert unescape_formula(escape_formula(escape_formula(text))) == escape_formula(text)

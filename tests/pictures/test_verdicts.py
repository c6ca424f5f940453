import pandas as pd
import pytest

from fashion_mnist.pictures.verdicts import count_verdicts, judge, summarise


@pytest.mark.parametrize(
    ("sure", "familiar", "reason", "verdict"),
    [
        (True, True, None, "sure"),
        (False, True, None, "not sure"),
        (False, False, float("nan"), "unlike"),  # as a table holds a reason that there is not
        (False, False, "damaged", "unread"),
    ],
)
def test_a_verdict_is_one_word(sure, familiar, reason, verdict):
    assert judge({"sure": sure, "familiar": familiar, "reason": reason}) == verdict


def test_every_verdict_is_counted_in_one_order():
    answers = pd.DataFrame(
        {
            "sure": [False, True, True],
            "familiar": [False, True, True],
            "reason": pd.Series(["damaged", None, None], dtype="str"),
        }
    )
    counts = count_verdicts(answers)
    assert list(counts.items()) == [("sure", 2), ("not sure", 0), ("unlike", 0), ("unread", 1)]


def test_counts_are_told_in_a_line_that_leaves_out_what_there_is_not():
    nothing = {"sure": 0, "not sure": 0, "unlike": 0, "unread": 0}
    assert summarise(nothing | {"sure": 2, "unread": 1}) == "3 pictures: 2 sure, 1 unread"
    assert summarise(nothing | {"unlike": 1}) == "1 picture: 1 unlike"

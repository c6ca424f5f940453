import numpy as np
import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.search.trials import find_best, judge, tabulate

PATHS = ["C", "gamma"]
FAILED = {"values": {"C": 9, "gamma": 1}, "failed": "it diverges"}


def trial(wrong, loss=0.5, **values):
    return {
        "values": values,
        "failed": None,
        "images": 20,
        "wrong": list(wrong),
        "log_loss": loss,
        "seconds": 1.5,
    }


def test_a_trial_keeps_which_images_it_answered_wrong():
    probabilities = np.array([[0.5, 0.5], [0.2, 0.8], [0.75, 0.25]], np.float32)
    judged = judge({"C": 1}, probabilities, np.array([0, 0, 1]), seconds=2.0)
    assert judged["wrong"] == [1, 2]
    assert judged["images"] == 3
    # -(ln 0.5 + ln 0.2 + ln 0.25) / 3
    assert judged["log_loss"] == pytest.approx(1.22963, abs=1e-5)
    assert (judged["values"], judged["failed"], judged["seconds"]) == ({"C": 1}, None, 2.0)


def test_the_best_has_the_fewest_wrong_answers_then_the_smallest_loss():
    trials = [FAILED, trial([1, 2]), trial([3], loss=0.4), trial([4], loss=0.3)]
    assert find_best(trials)["wrong"] == [4]


def test_trials_are_tabulated_in_their_order():
    table = tabulate("svm", PATHS, [trial([1, 2], C=1), FAILED, trial([], C=2, gamma=3)])
    assert list(table["trial"]) == [1, 2, 3]
    assert list(table["C"]) == [1, 9, 2]
    assert table["gamma"].isna().tolist() == [True, False, False]
    assert list(table["accuracy"].dropna()) == [0.9, 1.0]
    assert list(table["best"]) == [False, False, True]
    assert list(table["failed"].fillna("")) == ["", "it diverges", ""]
    assert table["low"][0] == pytest.approx(0.699, abs=1e-3)  # Wilson, 18 of 20


def test_trials_are_tested_against_the_best():
    table = tabulate("svm", PATHS, [trial(range(10)), trial([]), trial([1]), FAILED])
    # 2 * 0.5**10, times three; two to one of a single image is chance.
    assert table["p_value"][0] == pytest.approx(2 / 2**10)
    assert table["p_value"][2] == 1
    assert table["p_value"].isna().tolist() == [False, True, False, True]
    assert table["differ"].tolist() == [True, False, False, False]


@pytest.mark.bad_input
def test_a_search_of_which_every_trial_failed_says_why():
    with pytest.raises(InputError, match=r"Received 2 that cannot, the first because.*it diverges"):
        tabulate("svm", PATHS, [FAILED, FAILED])

import numpy as np
import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.search.trials import draw_selection, find_best, judge, tabulate

PATHS = ["C", "gamma"]
FAILED = {"values": {"C": 9, "gamma": 1}, "failed": "it diverges"}


def trial(wrong, loss=0.5, assessed=None, **values):
    """The images answered wrong in the selection half, and in the other, by default the same."""
    scores = [
        {"images": 20, "wrong": list(half), "log_loss": loss}
        for half in (wrong, wrong if assessed is None else assessed)
    ]
    return {
        "values": values,
        "failed": None,
        "selection": scores[0],
        "assessment": scores[1],
        "seconds": 1.5,
    }


def test_the_halves_have_as_many_of_each_class_and_are_the_same_for_a_seed():
    labels = np.array([0, 1, 1, 0, 1, 0, 1, 0])
    half = draw_selection(labels, seed=3)
    assert np.bincount(labels[half]).tolist() == [2, 2]
    assert (half == draw_selection(labels, seed=3)).all()
    assert any((half != draw_selection(labels, seed)).any() for seed in range(4))


def test_a_trial_keeps_which_images_of_each_half_it_answered_wrong():
    probabilities = np.array([[0.5, 0.5], [0.2, 0.8], [0.75, 0.25], [0.9, 0.1]], np.float32)
    is_selection = np.array([True, True, True, False])
    judged = judge({"C": 1}, probabilities, np.array([0, 0, 1, 1]), is_selection, seconds=2.0)
    assert judged["selection"]["wrong"] == [1, 2]
    assert judged["selection"]["images"] == 3
    # -(ln 0.5 + ln 0.2 + ln 0.25) / 3
    assert judged["selection"]["log_loss"] == pytest.approx(1.22963, abs=1e-5)
    assert judged["assessment"]["wrong"] == [0]
    assert judged["assessment"]["images"] == 1
    assert (judged["values"], judged["failed"], judged["seconds"]) == ({"C": 1}, None, 2.0)


def test_the_best_has_the_fewest_wrong_answers_then_the_smallest_loss():
    trials = [FAILED, trial([1, 2]), trial([3], loss=0.4), trial([4], loss=0.3)]
    assert find_best(trials)["selection"]["wrong"] == [4]


def test_one_half_chooses_the_best_and_the_other_says_how_good_it_is():
    """The luckiest trial of the selection half is no better than the other on other images."""
    lucky, other = trial([1], assessed=range(10)), trial([1, 2], assessed=range(4))
    table = tabulate("svm", [], [other, lucky])
    assert list(table["best"]) == [False, True]
    assert list(table["selection_accuracy"]) == [0.9, 0.95]
    assert list(table["accuracy"]) == [0.8, 0.5]
    assert table["p_value"][0] == pytest.approx(1 / 2**6)  # six images, all to one side


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
    # Half of what both ends of ten coins have, 2 / 2**10; and of one coin.
    assert table["p_value"][0] == pytest.approx(1 / 2**10)
    assert table["p_value"][2] == 0.5
    assert table["p_value"].isna().tolist() == [False, True, False, True]
    assert table["differ"].tolist() == [True, False, False, False]


@pytest.mark.bad_input
def test_a_search_of_which_every_trial_failed_says_why():
    with pytest.raises(InputError, match=r"Received 2 that cannot, the first because.*it diverges"):
        tabulate("svm", PATHS, [FAILED, FAILED])

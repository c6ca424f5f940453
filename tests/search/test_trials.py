import builtins
import json

import numpy as np
import pandas as pd
import pytest

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.search import trials
from fashion_mnist.search.space import Search
from fashion_mnist.search.trials import choose_model, compare_trials, propose, run_trial, score

SVM = {
    "steps": [{"type": "sklearn.svm.SVC", "C": 10, "gamma": 0.5, "decision_function_shape": "ovo"}],
    "calibration": "temperature",
}
CNN = {
    "architecture": "cnn",
    "training": {"epochs": 1, "min_steps": 0, "optimizer": {"learning_rate": 0.01}},
}
CHOSEN, CHOSEN_CNN = {"model": "svm", "block": SVM}, {"model": "cnn", "block": CNN}
RATE, LAYERS, SIZES = "steps.SVC.rate", "steps.SVC.layers", "steps.SVC.sizes"
C, GAMMA = "steps.SVC.C", "steps.SVC.gamma"
FAILED = {"params": {C: 9, GAMMA: 1}, "failed": "it diverges"}
# Dark and bright images, whose brightness is their class.
BRIGHTNESS = np.array([10, 240] * 20, np.uint8)
PIXELS = np.repeat(BRIGHTNESS, 64).reshape(40, 8, 8, 1)
IMAGES = PIXELS / np.float32(255)
ONE_HOT = np.eye(2, dtype=np.float32)[(BRIGHTNESS > 128).astype(int)]
EXAMPLES = (IMAGES, ONE_HOT, IMAGES[:10], ONE_HOT[:10])


def make_search(space, model="svm"):
    return Search.model_validate({"model": model, "rounds": 2, "spaces": {model: space}})


SEARCH = make_search({C: {"low": 1, "high": 20}, "steps.SVC.shrinking": [False]})
TWO_RANGES = make_search({C: {"low": 0, "high": 9}, GAMMA: {"low": 0, "high": 9}})
BY_KIND = make_search(
    {
        RATE: {"low": 0.001, "high": 0.1, "log": True},
        LAYERS: {"low": 1, "high": 8},
        SIZES: [[256], [128, 64]],
    }
)


def trial(params, wrong=(), assessed=None, loss=0.5):
    """The images classified wrong in the selection half, and in the other, by default the same."""
    return {
        "params": params,
        "failed": None,
        "seconds": 1.5,
        "selection_accuracy": 1 - len(wrong) / 20,
        "selection_log_loss": loss,
        "images": 20,
        "wrong": list(wrong if assessed is None else assessed),
    }


def rate_trial(rate, accuracy=1.0, layers=2, sizes=(256,)):
    """A trial that only its selection half may tell from others."""
    params = {RATE: rate, LAYERS: layers, SIZES: list(sizes)}
    return {"params": params, "failed": None, "selection_accuracy": accuracy}


def compare(*made):
    table, _ = compare_trials(CHOSEN, TWO_RANGES, *made)
    return table


@pytest.mark.parametrize("kind", [dict, ClassicalModel.model_validate])
def test_the_block_is_that_of_the_model_as_plain_data(kind):
    chosen = choose_model(SEARCH, cnn=CNN, svm=kind(SVM))
    assert json.loads(json.dumps(chosen)) == {"model": "svm", "block": SVM | {"train_on": None}}


def test_the_first_trial_has_the_parameters_of_the_study():
    proposals = propose(CHOSEN, SEARCH, 0, number=1)
    assert len(proposals) == 4
    assert proposals[0] == {C: 10, "steps.SVC.shrinking": False}
    assert all(params["steps.SVC.shrinking"] is False for params in proposals)


def test_later_rounds_propose_four_more_and_those_not_asked_for_none():
    earlier = [trial({C: 10, "steps.SVC.shrinking": False})] * 4
    assert len(propose(CHOSEN, SEARCH, 0, *earlier, number=2)) == 4
    assert propose(CHOSEN, SEARCH, 0, *earlier, *earlier, number=3) == []
    assert run_trial(CHOSEN, [], *EXAMPLES, 0, place=0) == {}


def test_proposals_lie_in_the_space():
    proposed = [
        params for seed in range(5) for params in propose(CHOSEN, BY_KIND, seed, FAILED, number=1)
    ]
    assert len(proposed) == 20
    assert all(0.001 <= params[RATE] <= 0.1 for params in proposed)
    assert {params[LAYERS] for params in proposed} <= set(range(1, 9))
    assert {type(params[LAYERS]) for params in proposed} == {int}
    assert {tuple(params[SIZES]) for params in proposed} == {(256,), (128, 64)}
    assert any(params[RATE] < 0.01 for params in proposed)  # by orders of magnitude


def test_the_same_seed_proposes_the_same():
    first, again, other = (
        propose(CHOSEN, BY_KIND, seed, rate_trial(0.01, 0.97), number=2) for seed in (7, 7, 8)
    )
    assert first == again != other


def test_later_proposals_are_drawn_to_what_did_well():
    rates = np.geomspace(0.001, 0.1, 40)
    made = [rate_trial(rate, accuracy=0.95 if rate > 0.03 else 0.1) for rate in rates]
    proposed = [
        params[RATE] > 0.03
        for seed in range(5)
        for params in propose(CHOSEN, BY_KIND, seed, *made, number=2)
    ]
    assert sum(proposed) / 20 > 2 * np.mean(rates > 0.03)


def test_what_failed_or_lies_outside_is_no_hindrance():
    made = [
        rate_trial(0.01) | {"failed": "diverges", "selection_accuracy": None},
        rate_trial(5.0),  # outside
        rate_trial("scale"),  # no number
        rate_trial(0.01, sizes=[512]),  # no choice
        {"params": {LAYERS: 2, SIZES: [256]}, "failed": None, "selection_accuracy": 1.0},
    ]
    assert len(propose(CHOSEN, BY_KIND, 0, *made, number=2)) == 4


@pytest.mark.bad_input
def test_an_installation_without_optuna_is_told(monkeypatch):
    def refuse(name, *arguments):
        if name == "optuna":
            raise ModuleNotFoundError(name)
        return whole(name, *arguments)

    whole = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(InputError, match=r"pip install -e '\.\[search\]'"):
        propose(CHOSEN, SEARCH, 0, number=1)


def test_a_classical_model_is_scored_on_the_validation_images():
    made = run_trial(CHOSEN, [{}, {C: 2}], *EXAMPLES, 0, place=1)
    assert (made["params"], made["failed"]) == ({C: 2}, None)
    assert (made["selection_accuracy"], made["images"], made["wrong"]) == (1, 5, [])
    assert json.loads(json.dumps(made)) == made


def test_a_network_is_scored_likewise():
    made = run_trial(CHOSEN_CNN, [{"training.epochs": 2}], *EXAMPLES, 0, place=0)
    assert (made["failed"], made["images"]) == (None, 5)


def test_a_fit_sees_one_half_of_the_validation_images_and_is_scored_on_both(monkeypatch):
    seen = []

    def fit_classifier(model, train, validation, seed, shape):
        seen.append(validation[0][:, 0].tolist())
        return None, 0.0

    monkeypatch.setattr(trials, "fit_classifier", fit_classifier)
    monkeypatch.setattr(
        trials, "predict_probabilities", lambda _, flat: np.full((len(flat), 2), 1 / 2)
    )
    offsets = np.arange(10, dtype=np.uint8).reshape(-1, 1, 1, 1)  # by which images are told apart
    validation = normalise(PIXELS[:10] + offsets)
    made = [
        run_trial(CHOSEN, [params], IMAGES, ONE_HOT, validation, ONE_HOT[:10], seed, place=0)
        for params, seed in (({}, 0), ({C: 2}, 0), ({}, 1), ({}, 2))
    ]
    assert [len(brightness) for brightness in seen] == [5, 5, 5, 5]
    assert seen[0] == seen[1]
    assert not seen[0] == seen[2] == seen[3]
    by_class = [sum(value > 0.5 for value in brightness) for brightness in seen]
    assert set(by_class) <= {2, 3}  # of five bright ones
    assert [one["images"] for one in made] == [5, 5, 5, 5]


@pytest.mark.bad_input
def test_parameters_that_cannot_be_fitted_do_not_end_the_search():
    params = {"training.optimizer.learning_rate": 1e30}
    made = run_trial(CHOSEN_CNN, [params], *EXAMPLES, 0, place=0)
    assert made["params"] == params
    assert "trained at a learning rate of 1e+30" in made["failed"]


def test_a_trial_keeps_its_scores_and_which_images_it_classified_wrong():
    probabilities = np.array([[0.5, 0.5], [0.2, 0.8], [0.75, 0.25], [0.9, 0.1]], np.float32)
    is_selection = np.array([True, True, True, False])
    scores = score(probabilities, np.array([0, 0, 1, 1]), is_selection)
    assert scores["selection_accuracy"] == pytest.approx(1 / 3)
    # -(ln 0.5 + ln 0.2 + ln 0.25) / 3
    assert scores["selection_log_loss"] == pytest.approx(1.22963, abs=1e-5)
    assert (scores["images"], scores["wrong"]) == (1, [0])


def test_the_best_has_the_fewest_wrong_answers_then_the_smallest_loss():
    made = [FAILED, trial({}, [1, 2]), trial({}, [3], loss=0.4), trial({}, [4], loss=0.3)]
    assert list(compare(*made)["best"]) == [False, False, False, True]
    assert list(compare(*made, made[-1])["best"]) == [False, False, False, True, False]


def test_one_half_chooses_the_best_and_the_other_says_how_good_it_is():
    """The luckiest trial of the selection half is no better than the other on other images."""
    lucky, other = trial({}, [1], assessed=range(10)), trial({}, [1, 2], assessed=range(4))
    table = compare(other, lucky)
    assert list(table["best"]) == [False, True]
    assert list(table["selection_accuracy"]) == [0.9, 0.95]
    assert list(table["accuracy"]) == [0.8, 0.5]
    assert table["p_value"][0] == pytest.approx(1 / 2**6)  # six images, all to one side


def test_trials_are_tabulated_in_their_order():
    table = compare(trial({C: 1}, [1, 2]), FAILED, trial({C: 2, GAMMA: 3}), {})
    assert list(table["trial"]) == [1, 2, 3]
    assert list(table[C]) == [1, 9, 2]
    assert table[GAMMA].isna().tolist() == [True, False, False]
    assert list(table["accuracy"].dropna()) == [0.9, 1.0]
    assert list(table["best"]) == [False, False, True]
    assert list(table["failed"].fillna("")) == ["", "it diverges", ""]
    assert table["low"][0] == pytest.approx(0.699, abs=1e-3)  # Wilson, 18 of 20


def test_trials_are_tested_against_the_best():
    table = compare(trial({}, range(10)), trial({}), trial({}, [1]), FAILED)
    # Half of what both ends of ten coins have, 2 / 2**10; and of one coin.
    assert table["p_value"][0] == pytest.approx(1 / 2**10)
    assert table["p_value"][2] == 0.5
    assert table["p_value"].isna().tolist() == [False, True, False, True]
    assert table["differ"].tolist() == [True, False, False, False]


@pytest.mark.bad_input
def test_a_search_of_which_every_trial_failed_says_why():
    with pytest.raises(InputError, match=r"Received 2 that cannot, the first because.*it diverges"):
        compare(FAILED, FAILED)


def test_the_best_block_lacks_what_only_the_trials_had():
    search = make_search({"training.epochs": [2], "tta_shift": [0, 1]}, model="cnn")
    made = [trial({"training.epochs": 2, "tta_shift": shift}, range(2 - shift)) for shift in (0, 1)]
    table, best = compare_trials(CHOSEN_CNN, search, *made, {}, {})
    assert list(table["tta_shift"]) == [0, 1]
    assert best == {"cnn": {**CNN, "tta_shift": 1}}


def test_the_study_may_be_the_best_and_leave_a_parameter_to_its_default():
    table, best = compare_trials(CHOSEN, SEARCH, trial({C: 10}), trial({C: 1}, [1]))
    pd.testing.assert_series_equal(table["best"], pd.Series([True, False], name="best"))
    assert best == {"svm": SVM}

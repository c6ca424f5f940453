import json
import sys

import numpy as np
import pytest

from fashion_mnist import search
from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.images.splitting import assign_folds
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.pipelines.data_engineering.pipeline import normalise
from fashion_mnist.search import Search, choose_model, compare_trials, propose, run_trial

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


@pytest.mark.bad_input
def test_a_network_that_starts_from_a_trained_one_is_not_searched():
    trained = CNN | {"training": CNN["training"] | {"pretrained": "a.keras"}}
    space = make_search({"training.epochs": [1, 2]}, model="cnn")
    with pytest.raises(InputError, match=r"Expected `pretrained: null`.* Received: 'a.keras'"):
        choose_model(space, cnn=trained)


def test_the_first_trial_has_the_parameters_of_the_study():
    proposals = propose(CHOSEN, SEARCH, 0, number=1)
    assert len(proposals) == 4
    assert proposals[0] == {C: 10, "steps.SVC.shrinking": False}
    assert all(params["steps.SVC.shrinking"] is False for params in proposals)


def test_later_rounds_propose_four_more_and_those_not_asked_for_none():
    earlier = [trial({C: 10, "steps.SVC.shrinking": False})] * 4
    assert len(propose(CHOSEN, SEARCH, 0, *earlier, number=2)) == 4
    assert propose(CHOSEN, SEARCH, 0, *earlier, *earlier, number=3) == []
    assert run_trial(CHOSEN, [], *EXAMPLES, 0, index=0) == {}


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
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(InputError, match=r"pip install -e '\.\[search\]'"):
        propose(CHOSEN, SEARCH, 0, number=1)


def test_a_classical_model_is_scored_on_the_validation_images():
    made = run_trial(CHOSEN, [{}, {C: 2}], *EXAMPLES, 0, index=1)
    assert (made["params"], made["failed"]) == ({C: 2}, None)
    assert (made["selection_accuracy"], made["images"], made["wrong"]) == (1, 5, [])
    assert json.loads(json.dumps(made)) == made


def test_a_network_is_scored_likewise():
    made = run_trial(CHOSEN_CNN, [{"training.epochs": 2}], *EXAMPLES, 0, index=0)
    assert (made["failed"], made["images"]) == (None, 5)


def test_a_fit_sees_one_half_of_the_validation_images_and_is_scored_on_both(monkeypatch):
    seen = []

    def fit_classifier(model, train, validation, seed, shape):
        seen.append(validation[0][:, 0].tolist())
        return None, 0.0

    monkeypatch.setattr(search, "fit_classifier", fit_classifier)
    monkeypatch.setattr(
        search, "predict_probabilities", lambda _, flat: np.full((len(flat), 2), 1 / 2)
    )
    offsets = np.arange(10, dtype=np.uint8).reshape(-1, 1, 1, 1)  # by which images are told apart
    validation = normalise(PIXELS[:10] + offsets)
    made = [
        run_trial(CHOSEN, [params], IMAGES, ONE_HOT, validation, ONE_HOT[:10], seed, index=0)
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
    made = run_trial(CHOSEN_CNN, [params], *EXAMPLES, 0, index=0)
    assert made["params"] == params
    assert "trained at a learning rate of 1e+30" in made["failed"]


def test_a_trial_keeps_its_scores_and_which_images_it_classified_wrong(monkeypatch):
    labels = ONE_HOT[:10].argmax(axis=1)
    is_selection = assign_folds(labels, 2, 0) == 0
    truth = np.full(10, 0.75)
    truth[[np.flatnonzero(is_selection)[2], np.flatnonzero(~is_selection)[4]]] = 0.25
    probabilities = np.where(ONE_HOT[:10], truth[:, None], 1 - truth[:, None])
    monkeypatch.setattr(search, "fit_classifier", lambda *_: (None, 0.0))
    monkeypatch.setattr(search, "predict_probabilities", lambda *_: probabilities)
    made = run_trial(CHOSEN, [{}], *EXAMPLES, 0, index=0)
    assert made["selection_accuracy"] == pytest.approx(4 / 5)
    # -(4 ln 0.75 + ln 0.25) / 5
    assert made["selection_log_loss"] == pytest.approx(0.507405, abs=1e-5)
    assert (made["images"], made["wrong"]) == (5, [4])

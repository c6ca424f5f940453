import json

import numpy as np
import pytest

from fashion_mnist.classical.pipelines import ClassicalModel
from fashion_mnist.pipelines.data_engineering.nodes import normalise
from fashion_mnist.pipelines.search import nodes
from fashion_mnist.search.space import Search

SVM = {
    "steps": [{"type": "sklearn.svm.SVC", "C": 10, "gamma": 0.5, "decision_function_shape": "ovo"}],
    "calibration": "temperature",
}
CNN = {
    "architecture": "cnn",
    "training": {"epochs": 1, "least_steps": 0, "optimizer": {"learning_rate": 0.01}},
}
OPTIONS = Search.model_validate(
    {
        "model": "svm",
        "rounds": 2,
        "spaces": {
            "svm": {"steps.SVC.C": {"low": 1, "high": 20}, "steps.SVC.shrinking": [False]},
            "cnn": {"training.epochs": [2], "shift_average": [0, 1]},
        },
    }
)
CHOSEN = {"model": "svm", "block": SVM}
HALVES = ("selection", "assessment")
# Dark and bright images, whose brightness is their class.
BRIGHTNESS = np.array([10, 240] * 20, np.uint8)
PIXELS = np.repeat(BRIGHTNESS, 64).reshape(40, 8, 8, 1)
IMAGES = PIXELS / np.float32(255)
ONE_HOT = np.eye(2, dtype=np.float32)[(BRIGHTNESS > 128).astype(int)]
EXAMPLES = (IMAGES, ONE_HOT, IMAGES[:10], ONE_HOT[:10])


@pytest.mark.parametrize("kind", [dict, ClassicalModel.model_validate])
def test_the_block_is_that_of_the_model_as_plain_data(kind):
    chosen = nodes.choose_model(OPTIONS, cnn=CNN, svm=kind(SVM))
    assert json.loads(json.dumps(chosen)) == {"model": "svm", "block": SVM | {"train_on": None}}


def test_the_first_trial_has_the_values_of_the_study():
    proposals = nodes.propose(CHOSEN, OPTIONS, 0, number=1)
    assert len(proposals) == 4
    assert proposals[0] == {"steps.SVC.C": 10, "steps.SVC.shrinking": False}
    assert all(values["steps.SVC.shrinking"] is False for values in proposals)


def test_later_rounds_propose_four_more_and_those_not_asked_for_none():
    trials = [nodes.try_values(CHOSEN, [{"steps.SVC.C": 10}], *EXAMPLES, 0, place=0)] * 4
    assert len(nodes.propose(CHOSEN, OPTIONS, 0, *trials, number=2)) == 4
    assert nodes.propose(CHOSEN, OPTIONS, 0, *trials, *trials, number=3) == []
    assert nodes.try_values(CHOSEN, [], *EXAMPLES, 0, place=0) == {}


def test_a_classical_model_is_judged_by_the_validation_images():
    trial = nodes.try_values(CHOSEN, [{}, {"steps.SVC.C": 2}], *EXAMPLES, 0, place=1)
    assert trial["values"] == {"steps.SVC.C": 2}
    scores = [(trial[half]["images"], trial[half]["wrong"]) for half in HALVES]
    assert scores == [(5, []), (5, [])]


def test_a_fit_sees_one_half_of_the_validation_images_and_is_judged_by_both(monkeypatch):
    seen = []

    def fit_and_answer(chosen, values, train, selection, asked, seed):
        seen.append(selection.images[:, 0, 0, 0])
        return np.eye(2)[(asked[:, 0, 0, 0] > 0.5).astype(int)]

    monkeypatch.setattr(nodes, "_fit_and_answer", fit_and_answer)
    validation = normalise(
        PIXELS[:10] + np.arange(10, dtype=np.uint8).reshape(-1, 1, 1, 1)
    )  # told apart
    for values in ({}, {"steps.SVC.C": 2}):
        nodes.try_values(CHOSEN, [values], IMAGES, ONE_HOT, validation, ONE_HOT[:10], 0, place=0)
    assert [len(brightness) for brightness in seen] == [5, 5]
    assert seen[0].tolist() == seen[1].tolist()


def test_a_network_is_judged_likewise():
    chosen = {"model": "cnn", "block": CNN}
    trial = nodes.try_values(chosen, [{"training.epochs": 2}], *EXAMPLES, 0, place=0)
    assert trial["failed"] is None
    assert [trial[half]["images"] for half in HALVES] == [5, 5]


@pytest.mark.bad_input
def test_values_that_cannot_be_fitted_do_not_end_the_search():
    chosen = {"model": "cnn", "block": CNN}
    values = {"training.optimizer.learning_rate": 1e30}
    trial = nodes.try_values(chosen, [values], *EXAMPLES, 0, place=0)
    assert trial["values"] == values
    assert "trained at a learning rate of 1e+30" in trial["failed"]


def test_the_best_block_keeps_what_only_the_trials_had():
    chosen = {"model": "cnn", "block": CNN}
    options = OPTIONS.model_copy(update={"model": "cnn"})
    trials = [
        {
            "values": {"training.epochs": 2, "shift_average": shift},
            "failed": None,
            "selection": {"images": 10, "wrong": [0] * (2 - shift), "log_loss": 0.1},
            "assessment": {"images": 10, "wrong": [], "log_loss": 0.1},
            "seconds": 1.0,
        }
        for shift in (0, 1)
    ]
    table, best = nodes.gather_trials(chosen, options, *trials, {}, {})
    assert list(table["shift_average"]) == [0, 1]
    assert best == {"cnn": {**CNN, "shift_average": 1}}
    figure = nodes.draw_search(table, options)
    assert [axis.title.text for axis in figure.select_xaxes()][:1] == ["shift average"]

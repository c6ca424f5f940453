import builtins

import pytest

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.search.proposals import load_optuna, propose
from fashion_mnist.search.space import Range

SPACE = {
    "rate": Range(low=0.001, high=0.1, log=True),
    "layers": Range(low=1, high=8),
    "sizes": [[256], [128, 64]],
}


def trial(rate, wrong=0, layers=2, sizes=(256,), failed=None):
    values = {"rate": rate, "layers": layers, "sizes": list(sizes)}
    return {"values": values, "failed": failed} | scores(wrong)


def scores(wrong):
    """Of the selection half; what the other half says must not be seen by what proposes."""
    return {"selection": {"images": 100, "wrong": list(range(wrong)), "log_loss": 0.1}}


def test_proposals_lie_in_the_space():
    proposed = propose(SPACE, [], 20, seed=0)
    assert len(proposed) == 20
    assert all(0.001 <= values["rate"] <= 0.1 for values in proposed)
    assert {values["layers"] for values in proposed} <= set(range(1, 9))
    assert {tuple(values["sizes"]) for values in proposed} == {(256,), (128, 64)}
    assert any(values["rate"] < 0.01 for values in proposed)  # by orders of magnitude


def test_the_same_seed_proposes_the_same():
    trials = [trial(0.01, wrong=3)]
    assert propose(SPACE, trials, 4, seed=7) == propose(SPACE, trials, 4, seed=7)
    assert propose(SPACE, trials, 4, seed=7) != propose(SPACE, trials, 4, seed=8)


def test_later_proposals_are_drawn_to_what_did_well():
    drawn = propose(SPACE, [], 40, seed=0)
    trials = [trial(v["rate"], wrong=5 if v["rate"] > 0.03 else 90) for v in drawn]
    high = [values["rate"] > 0.03 for values in propose(SPACE, trials, 20, seed=1)]
    assert sum(high) > 2 * sum(values["rate"] > 0.03 for values in drawn[:20])


def test_what_failed_or_lies_outside_is_no_hindrance():
    trials = [
        trial(0.01, failed="diverges"),
        trial(5.0),  # outside
        trial(0.01, sizes=[512]),  # no choice
        {"values": {"layers": 2, "sizes": [256]}, "failed": None} | scores(0),
    ]
    assert len(propose(SPACE, trials, 2, seed=0)) == 2


@pytest.mark.bad_input
def test_an_installation_without_optuna_is_told(monkeypatch):
    def refuse(name, *arguments):
        if name == "optuna":
            raise ModuleNotFoundError(name)
        return whole(name, *arguments)

    whole = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(InputError, match=r"pip install -e '\.\[search\]'"):
        load_optuna()

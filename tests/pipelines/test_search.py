import pandas as pd
import pytest

from fashion_mnist.pipelines.search.pipeline import create_pipeline, draw_search
from fashion_mnist.search import Search

pytestmark = pytest.mark.filterwarnings("ignore:One or more dataset names contain")


@pytest.fixture
def nodes():
    return {node.name: node for node in create_pipeline().nodes}


def test_a_round_is_proposed_by_the_trials_of_those_before(nodes):
    first, third = (nodes[f"search.round_{number}.propose"] for number in (1, 3))
    assert not [name for name in first.inputs if ".trial_" in name]
    assert [name for name in third.inputs if ".trial_" in name] == [
        f"search.round_{number}.trial_{place}" for number in (1, 2) for place in (1, 2, 3, 4)
    ]


def test_the_trials_of_a_round_wait_for_its_proposals_alone(nodes):
    for place in (1, 2, 3, 4):
        inputs = nodes[f"search.round_2.trial_{place}"].inputs
        assert [name for name in inputs if name.startswith("search.")] == [
            "search.model",
            "search.round_2.proposals",
        ]


def test_a_longer_search_or_another_space_repeats_no_trial(nodes):
    """Their numbers and spaces are parameters of the proposals; trials take these alone."""
    asking = {name for name, node in nodes.items() if "params:search" in node.inputs}
    assert not [name for name in asking if ".trial_" in name]


def test_only_what_was_searched_is_drawn():
    space = {"training.epochs": [2], "tta_shift": [0, 1]}
    search = Search.model_validate({"model": "cnn", "rounds": 1, "spaces": {"cnn": space}})
    trials = pd.DataFrame({"tta_shift": [0, 1], "accuracy": [0.8, 0.9], "best": [False, True]})
    table = trials.assign(trial=[1, 2], model="cnn", low=0.7, high=0.95)
    figure = draw_search(table, search)
    assert [axis.title.text for axis in figure.select_xaxes()][:1] == ["tta shift"]

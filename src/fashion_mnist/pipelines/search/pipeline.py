"""The search pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.network_template import EXAMPLES
from fashion_mnist.pipelines.search import nodes
from fashion_mnist.pipelines.templates import SHOWN, with_arguments
from fashion_mnist.search.space import ROUNDS, TRIALS


def create_pipeline() -> Pipeline:
    """Propose values, try them, propose others by what came of them; and so on.

    A node for each trial, so that those of a round run side by side on a cluster, and a run goes on
    after an interrupt or with more rounds.
    """
    rounds = range(1, ROUNDS + 1)
    tried = [try_values(number, place) for number in rounds for place in range(TRIALS)]
    return pipeline(
        [choose_model(), *map(propose, rounds), *tried, gather_trials(), draw()],
        tags="search",
    )


def choose_model() -> Node:
    """Which model the parameter `search.model` says."""
    blocks = {model: f"params:{model}" for model in model_names.members()}
    return node(
        nodes.choose_model,
        {"options": "params:search", **blocks},
        "search.model",
        name="choose_model",
        namespace="search",
    )


def propose(number: int) -> Node:
    """What is tried in a round, by the trials of those before."""
    return node(
        with_arguments(nodes.propose, number=number),
        ["search.model", "params:search", "params:seed", *list_trials(number - 1)],
        f"search.round_{number}.proposals",
        name="propose",
        namespace=f"search.round_{number}",
    )


def try_values(number: int, place: int) -> Node:
    """One trial."""
    return node(
        with_arguments(nodes.try_values, place=place),
        ["search.model", f"search.round_{number}.proposals", *EXAMPLES, "params:seed"],
        f"search.round_{number}.trial_{place + 1}",
        name=f"trial_{place + 1}",
        namespace=f"search.round_{number}",
    )


def gather_trials() -> Node:
    """All of them."""
    return node(
        nodes.gather_trials,
        ["search.model", "params:search", *list_trials(ROUNDS)],
        ["search_trials", "search_best"],
        name="gather_trials",
        namespace="search",
    )


def draw() -> Node:
    """The figure."""
    return node(
        nodes.draw_search,
        ["search_trials", "params:search"],
        "search_figure",
        name="draw_search",
        **SHOWN,
    )


def list_trials(rounds: int) -> list[str]:
    """The datasets of the trials of the first rounds."""
    return [
        f"search.round_{number}.trial_{place + 1}"
        for number in range(1, rounds + 1)
        for place in range(TRIALS)
    ]

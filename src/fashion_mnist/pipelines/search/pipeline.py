"""The search pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures.experiments import slices
from fashion_mnist.figures.style import Figure
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import SHOWN, with_arguments
from fashion_mnist.pipelines.network_template import EXAMPLES
from fashion_mnist.search import (
    ROUNDS,
    TRIALS,
    Search,
    choose_model,
    compare_trials,
    propose,
    run_trial,
)


def create_pipeline() -> Pipeline:
    """Propose hyperparameters and try them, round after round.

    Each trial is a node. The trials of a round can run in parallel on a cluster, and a search
    resumes after an interrupt or with more rounds.
    """
    blocks = {model: f"params:{model}" for model in model_names.members()}
    given = {"search": "params:search", **blocks}
    nodes = [node(choose_model, given, "search.model", name="choose_model", namespace="search")]
    trials: list[str] = []
    for number in range(1, ROUNDS + 1):
        name = f"search.round_{number}"
        known = ["search.model", "params:search", "params:seed", *trials]
        function = with_arguments(propose, number=number)
        nodes += [node(function, known, f"{name}.proposals", name="propose", namespace=name)]
        given_to_trial = ["search.model", f"{name}.proposals", *EXAMPLES, "params:seed"]
        for place in range(TRIALS):
            trial, function = f"trial_{place + 1}", with_arguments(run_trial, place=place)
            trials += [f"{name}.{trial}"]
            nodes += [node(function, given_to_trial, trials[-1], name=trial, namespace=name)]
    found, outputs = ["search.model", "params:search", *trials], ["search_trials", "search_best"]
    figure = ["search_trials", "params:search"], "search_figure"
    nodes += [
        node(compare_trials, found, outputs, name="gather_trials", namespace="search"),
        node(draw_search, *figure, name="draw_search", **SHOWN),
    ]
    return pipeline(nodes, tags="search")


def draw_search(trials: Table, search: Search) -> Figure:
    """Draw how the accuracy depends on each hyperparameter."""
    searched = [path for path in search.space if path not in search.fixed]
    logarithmic = [path for path in searched if getattr(search.space[path], "log", False)]
    return slices(trials, searched, logarithmic)

"""The search pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist import search
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures.experiments import slices
from fashion_mnist.figures.style import Figure
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import reporting_node, with_arguments
from fashion_mnist.pipelines.network_template import EXAMPLES


def create_pipeline() -> Pipeline:
    """Propose hyperparameters and try them, round after round.

    Each trial is a node. The trials of a round can run in parallel on a cluster, and a search
    resumes after an interrupt or with more rounds.
    """
    given = {"search": "params:search"} | {name: f"params:{name}" for name in model_names.MEMBERS}
    choose = search.choose_model
    nodes = [node(choose, given, "search.model", name="choose_model", namespace="search")]
    trials: list[str] = []
    for number in range(1, search.ROUNDS + 1):
        place = f"search.round_{number}"
        propose = with_arguments(search.propose, number=number)
        known = ["search.model", "params:search", "params:seed", *trials]
        nodes += [node(propose, known, f"{place}.proposals", name="propose", namespace=place)]
        inputs = ["search.model", f"{place}.proposals", *EXAMPLES, "params:seed"]
        for trial in range(search.TRIALS):
            run, name = with_arguments(search.run_trial, place=trial), f"trial_{trial + 1}"
            trials += [f"{place}.{name}"]
            nodes += [node(run, inputs, trials[-1], name=name, namespace=place)]
    found, outputs = ["search.model", "params:search", *trials], ["search_trials", "search_best"]
    drawn = ["search_trials", "params:search"]
    nodes += [
        node(search.compare_trials, found, outputs, name="gather_trials", namespace="search"),
        reporting_node(draw_search, drawn, "search_figure", name="draw_search"),
    ]
    return pipeline(nodes, tags="search")


def draw_search(trials: Table, options: search.Search) -> Figure:
    """Draw how the accuracy depends on each hyperparameter."""
    searched = [path for path in options.space if path not in options.fixed]
    logarithmic = [path for path in searched if getattr(options.space[path], "log", False)]
    return slices(trials, searched, logarithmic)

"""The search pipeline."""

from functools import partial

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
    step = partial(node, namespace="search")
    blocks = {name: f"params:{name}" for name in ("search", *model_names.MEMBERS)}
    nodes = [step(search.choose_model, blocks, "search.model", name="choose_model")]
    trials: list[str] = []
    for number in range(1, search.ROUNDS + 1):
        namespace = f"search.round_{number}"
        propose = with_arguments(search.propose, number=number)
        proposal_inputs = ["search.model", "params:search", "params:seed", *trials]
        proposals = f"{namespace}.proposals"
        nodes += [node(propose, proposal_inputs, proposals, name="propose", namespace=namespace)]
        inputs = ["search.model", proposals, *EXAMPLES, "params:seed"]
        for trial in range(search.TRIALS):
            run, name = with_arguments(search.run_trial, index=trial), f"trial_{trial + 1}"
            trials += [f"{namespace}.{name}"]
            nodes += [node(run, inputs, trials[-1], name=name, namespace=namespace)]
    comparison_inputs = ["search.model", "params:search", *trials]
    outputs, drawn = ["search_trials", "search_best"], ["search_trials", "params:search"]
    nodes += [
        step(search.compare_trials, comparison_inputs, outputs, name="gather_trials"),
        reporting_node(draw_search, drawn, "search_figure", name="draw_search"),
    ]
    return pipeline(nodes, tags="search")


def draw_search(trials: Table, options: search.Search) -> Figure:
    """Draw how the accuracy depends on each hyperparameter."""
    searched = [path for path in options.space if path not in options.fixed]
    logarithmic = [path for path in searched if getattr(options.space[path], "log", False)]
    return slices(trials, searched, logarithmic)

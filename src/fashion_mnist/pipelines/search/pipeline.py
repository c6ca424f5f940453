"""The search pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures.experiments import slices
from fashion_mnist.figures.style import Figure
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import SHOWN, with_arguments
from fashion_mnist.pipelines.network_template import EXAMPLES
from fashion_mnist.search.space import ROUNDS, TRIALS, Search
from fashion_mnist.search.trials import choose_model, compare_trials, propose, run_trial


def create_pipeline() -> Pipeline:
    """Propose hyperparameters and try them, round after round.

    Each trial is a node. The trials of a round can run in parallel on a cluster, and a search
    resumes after an interrupt or with more rounds.
    """
    blocks = {model: f"params:{model}" for model in model_names.members()}
    choice = node(
        choose_model,
        {"search": "params:search", **blocks},
        "search.model",
        name="choose_model",
        namespace="search",
    )
    rounds: list[Node] = []
    trials: list[str] = []
    for number in range(1, ROUNDS + 1):
        namespace = f"search.round_{number}"
        proposals = f"{namespace}.proposals"
        proposing = node(
            with_arguments(propose, number=number),
            ["search.model", "params:search", "params:seed", *trials],
            proposals,
            name="propose",
            namespace=namespace,
        )
        trying = [
            node(
                with_arguments(run_trial, place=place),
                ["search.model", proposals, *EXAMPLES, "params:seed"],
                f"{namespace}.trial_{place + 1}",
                name=f"trial_{place + 1}",
                namespace=namespace,
            )
            for place in range(TRIALS)
        ]
        rounds += [proposing, *trying]
        trials += [trial.outputs[0] for trial in trying]
    comparison = node(
        compare_trials,
        ["search.model", "params:search", *trials],
        ["search_trials", "search_best"],
        name="gather_trials",
        namespace="search",
    )
    drawing = node(
        draw_search,
        ["search_trials", "params:search"],
        "search_figure",
        name="draw_search",
        **SHOWN,
    )
    return pipeline([choice, *rounds, comparison, drawing], tags="search")


def draw_search(trials: Table, search: Search) -> Figure:
    """Draw how the accuracy depends on each hyperparameter."""
    searched = [path for path in search.space if path not in search.fixed]
    logarithmic = [path for path in searched if getattr(search.space[path], "log", False)]
    return slices(trials, searched, logarithmic)

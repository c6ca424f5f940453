"""The seeds pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.evaluation.comparison import join_ranked, summarise_runs, tabulate_runs
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures.comparison import accuracy_by_seed
from fashion_mnist.figures.style import Figure
from fashion_mnist.images.arrays import AnyImages, Floats
from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.parameters import Network
from fashion_mnist.networks.training import train_network
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines import for_model, per_model, reporting_node, with_arguments
from fashion_mnist.pipelines.network_template import EXAMPLES, TEST, make_examples, predict

REPEATS = range(1, model_names.TRAININGS)  # the study itself has the first training


def create_pipeline() -> Pipeline:
    """Train each network again with the next seeds, and score all its trainings.

    Each training is a node of its own, so an interrupted run can resume.
    """
    networks = model_names.NETWORKS
    runs = per_model(networks, "runs") | {"comparison": "comparison"}
    compared = ["runs", "seeds", "accuracy_by_seed"]
    nodes: list[Node | Pipeline] = [
        *(train(network, repeat) for network in networks for repeat in REPEATS),
        *map(score, networks),
        reporting_node(compare_runs, runs, compared, name="compare_runs"),
    ]
    return pipeline(nodes, tags="seeds")


def train(model: str, repeat: int) -> Pipeline:
    """Return the nodes of one repeated training, in its namespace."""
    fit = with_arguments(fit_again, repeat=repeat)
    inputs = [*EXAMPLES, "params:model", "params:seed", f"{model}.start"]
    test = ["network@fitted", *TEST, "params:classes", "params:model"]
    nodes = [
        node(fit, inputs, ["network@fitted", "history"], name="fit"),
        node(predict, test, "predictions", name="predict_test"),
    ]
    return for_model(model, nodes, namespace=f"{model}.repeat_{repeat}")


def score(model: str) -> Node:
    """Return the node that scores all trainings of one network, starting with the study's own."""
    repeats = [f"{model}.repeat_{number}.predictions" for number in REPEATS]
    inputs = ["params:seed", f"{model}.predictions", *repeats]
    return node(tabulate_runs, inputs, f"{model}.runs", name="score_runs", namespace=model)


def fit_again(
    train_images: AnyImages,
    train_one_hot: Floats,
    validation_images: AnyImages,
    validation_one_hot: Floats,
    parameters: Network,
    seed: int,
    start: Model | None = None,
    *,
    repeat: int,
) -> tuple[Model, Table]:
    """Train a network as in the study, but with the seed `seed + repeat`."""
    examples = make_examples(train_images, train_one_hot, validation_images, validation_one_hot)
    return train_network(*examples, parameters, seed + repeat, start=start)[:2]


def compare_runs(comparison: Table | None = None, **runs: Table) -> tuple[Table, Table, Figure]:
    """Compare the trainings of each network; return all, their statistics, and a figure."""
    table = join_ranked(runs, comparison)
    return table, summarise_runs(table), accuracy_by_seed(table)

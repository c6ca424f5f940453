"""The depth pipeline."""

from kedro.pipeline import Pipeline, node, pipeline

from fashion_mnist.evaluation.effects import average_gradients, compare_shortcuts, tabulate_depths
from fashion_mnist.evaluation.predictions import Table
from fashion_mnist.figures import experiments
from fashion_mnist.figures.style import Figure
from fashion_mnist.networks.gradients import train_at_depth
from fashion_mnist.parameters.model_names import BY_DEPTH, TRAININGS
from fashion_mnist.pipelines import reporting_node, with_arguments
from fashion_mnist.pipelines.network_template import EXAMPLES

RUNS = [(architecture, run) for architecture in BY_DEPTH for run in range(TRAININGS)]


def create_pipeline() -> Pipeline:
    """Train networks of growing depth with and without shortcuts, and compare them.

    Each training is a node of its own, so an interrupted run can resume.
    """
    namespaces = [f"depth.{architecture}.run_{run}" for architecture, run in RUNS]
    histories = [f"{namespace}.history" for namespace in namespaces]
    gradients = [f"{namespace}.gradients" for namespace in namespaces]
    trained = ["params:seed", *histories, *gradients]
    compared = ["depth_runs", "depth_gradients", "depth_effects"]
    drawn = ["depth_gradients", "depth_runs"]
    figures = ["depth_gradient_figure", "depth_loss_figure"]
    nodes = [
        *(
            node(
                with_arguments(train_at_depth, architecture=architecture, run=run),
                ["params:depth", "params:seed", *EXAMPLES],
                [f"{namespace}.history", f"{namespace}.gradients"],
                name="fit",
                namespace=namespace,
            )
            for (architecture, run), namespace in zip(RUNS, namespaces, strict=True)
        ),
        node(compare_depths, trained, compared, name="compare_depths"),
        reporting_node(draw_depth, drawn, figures, name="draw_depth"),
    ]
    return pipeline(nodes, tags="depth")


def compare_depths(seed: int, *tables: Table) -> tuple[Table, Table, Table]:
    """Compare all networks; `tables` are all histories, then all gradients."""
    runs = [(architecture, seed + run) for architecture, run in RUNS]
    trained = tabulate_depths(runs, tables[: len(runs)])
    gradients = average_gradients(runs, tables[len(runs) :])
    return trained, gradients, compare_shortcuts(trained)


def draw_depth(gradients: Table, runs: Table) -> tuple[Figure, Figure]:
    """Draw the gradients and the training losses of networks of growing depth."""
    return experiments.gradients(gradients), experiments.losses(runs)

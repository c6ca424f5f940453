"""The depth pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.parameters.model_names import BY_DEPTH, TRAININGS
from fashion_mnist.pipelines.depth import nodes
from fashion_mnist.pipelines.network_template import EXAMPLES
from fashion_mnist.pipelines.templates import SHOWN, with_arguments


def create_pipeline() -> Pipeline:
    """Train networks of growing depth with and without shortcuts, and compare them.

    A node for each training, so that a run goes on after an interrupt.
    """
    trainings = [fit(name, run) for name in BY_DEPTH for run in range(TRAININGS)]
    return pipeline([*trainings, *compare()], tags="depth")


def fit(architecture: str, run: int) -> Node:
    """One training."""
    place = f"depth.{architecture}.run_{run}"
    return node(
        with_arguments(nodes.fit_at_depth, architecture=architecture, run=run),
        [*EXAMPLES, "params:depth", "params:seed"],
        [f"{place}.history", f"{place}.gradients"],
        name="fit",
        namespace=place,
    )


def compare() -> list[Node]:
    """All trainings together."""
    places = [f"depth.{name}.run_{run}" for name in BY_DEPTH for run in range(TRAININGS)]
    tables = [f"{place}.{kind}" for kind in ("history", "gradients") for place in places]
    return [
        node(
            with_arguments(nodes.compare_depths, architectures=BY_DEPTH, n_runs=TRAININGS),
            ["params:seed", *tables],
            ["depth_runs", "depth_gradients", "depth_effects"],
            name="compare_depths",
        ),
        node(
            nodes.draw_depth,
            ["depth_gradients", "depth_runs"],
            ["depth_gradient_figure", "depth_loss_figure"],
            name="draw_depth",
            **SHOWN,
        ),
    ]

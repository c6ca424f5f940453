"""The photographs pipeline."""

from kedro.pipeline import Node, Pipeline, node, pipeline

from fashion_mnist.pipelines.photographs import nodes


def create_pipeline() -> Pipeline:
    """Read real photographs, and make of them what a network takes."""
    return pipeline(
        [
            node(
                nodes.cut,
                [
                    "photographs.raw",
                    "train.images",
                    "params:classes",
                    "params:photographs",
                    "params:seed",
                ],
                [
                    "photographs.train.table",
                    "photographs.train.crops",
                    "photographs.held_out.table",
                    "photographs.held_out.looks",
                ],
                name="cut_photographs",
            ),
            *(label(part) for part in ("train", "held_out")),
        ],
        tags="photographs",
    )


def label(part: str) -> Node:
    """Say what the photographs of a part may be of."""
    return node(
        nodes.label,
        [f"photographs.{part}.table", "params:classes", "params:photographs"],
        f"photographs.{part}.labels",
        name=f"label_photographs_{part}",
    )

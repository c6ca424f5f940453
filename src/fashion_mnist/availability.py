"""Combining, measuring and reporting the models that have been run, whichever these are."""

from inspect import signature
from typing import Any

from kedro.io import DataCatalog
from kedro.pipeline import Pipeline
from kedro.pipeline.node import Node

from fashion_mnist import models

TAGS = {"ensemble", "evaluation", "reporting", "robustness"}


def select_available(pipeline: Pipeline, catalog: DataCatalog) -> Pipeline:
    """Leave out of these pipelines' nodes what models that have not been run would give.

    A node needs the inputs that its function names; of those that fall into its `**` argument it
    takes what there is, if there is any. A pipeline that would be left without any model stays as
    it is.
    """
    optional = set().union(*map(_optional, pipeline.nodes))
    missing = {
        name
        for name in pipeline.inputs()
        if name.partition(".")[0] in models.names() or name in optional
        if not catalog.exists(name)
    }
    kept = []
    for node in pipeline.nodes:
        lacking = missing & set(node.inputs) if TAGS & node.tags else set()
        if not lacking or (lacking <= _optional(node) and lacking != set(node.inputs)):
            kept.append(_without(node, lacking) if lacking else node)
        else:
            missing |= set(node.outputs)
    return Pipeline(kept) if _has_models(kept) else pipeline


def _optional(node: Node) -> set[str]:
    named = signature(node.func).parameters
    inputs: Any = node._inputs
    if not isinstance(inputs, dict):
        return set()
    return {dataset for argument, dataset in inputs.items() if argument not in named}


def _without(node: Node, datasets: set[str]) -> Node:
    inputs: Any = node._inputs
    return node._copy(
        inputs={argument: name for argument, name in inputs.items() if name not in datasets}
    )


def _has_models(nodes: list[Node]) -> bool:
    inputs = {name.partition(".")[0] for node in nodes for name in node.inputs}
    return bool(inputs & set(models.names()))

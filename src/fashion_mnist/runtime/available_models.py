"""Combining, measuring and reporting the models that have been run, whichever these are."""

from typing import NamedTuple

from kedro.pipeline import Node, Pipeline

from fashion_mnist.parameters import model_names
from fashion_mnist.runtime.changes.dataset_files import Catalog, config_of, list_files, names_files

# The pipelines whose nodes are left out where what they need of a model, or of photographs, has
# not been made.
TAGS = {"data_quality", "ensemble", "evaluation", "export", "reporting", "robust", "robustness"}


class Selection(NamedTuple):
    """The pipeline that can be run, and those of its optional inputs that are absent."""

    pipeline: Pipeline
    absent: frozenset[str] = frozenset()

    def inputs(self) -> set[str]:
        """The inputs that are needed."""
        return self.pipeline.inputs() - self.absent


def select_available(pipeline: Pipeline, catalog: Catalog) -> Selection:
    """Leave out of these pipelines' nodes what models that have not been run would give.

    A node is run without its absent optional inputs, if it is left with any of them or needs none.
    A pipeline that would be left without any model stays as it is.
    """
    missing = _find_missing(pipeline, catalog)
    kept, absent = [], set[str]()
    for node in pipeline.nodes:
        lacking = missing & set(node.inputs)
        if _can_do_without(node, lacking):
            absent |= lacking
        elif lacking and TAGS & node.tags:
            missing |= set(node.outputs)
            continue
        kept.append(node)
    is_left_out = len(kept) < len(pipeline.nodes)
    if is_left_out and not any(_is_of_model(name) for node in kept for name in node.inputs):
        return Selection(pipeline)
    return Selection(Pipeline(kept), frozenset(absent))


def _find_missing(pipeline: Pipeline, catalog: Catalog) -> set[str]:
    optional = set().union(*map(_optional_inputs, pipeline.nodes))
    return {
        name
        for name in pipeline.inputs()
        if (_is_of_model(name) or name in optional) and not _exists(catalog, name)
    }


def _exists(catalog: Catalog, name: str) -> bool:
    """Whether a dataset has files; if it names some it is not made, as some import much."""
    config = config_of(catalog, name)
    if config is None or not names_files(config):
        return catalog.exists(name)
    return bool(list_files(config))


def _can_do_without(node: Node, lacking: set[str]) -> bool:
    optional = _optional_inputs(node)
    return lacking <= optional and (lacking != optional or not lacking or not _needs_any(node))


def _optional_inputs(node: Node) -> frozenset[str]:
    """Those that `pipelines.templates.node_of_available` declares."""
    return getattr(node.func, "optional", frozenset())


def _needs_any(node: Node) -> bool:
    """Whether the node needs any of them."""
    return getattr(node.func, "needs_any", True)


def _is_of_model(name: str) -> bool:
    return name.partition(".")[0] in (*model_names.names(), "each", "photographs")

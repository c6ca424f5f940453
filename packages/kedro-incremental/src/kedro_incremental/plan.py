"""The plan of a run: the nodes that can run, the reasons to run them, and absent inputs."""

import inspect
from dataclasses import dataclass, field
from functools import cached_property

from kedro.io import DatasetError
from kedro.pipeline import Node, Pipeline

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.datasets import (
    Catalog,
    custom_state,
    entry_of,
    has_files,
    has_known_state,
    is_parameter,
    option_of,
)
from kedro_incremental.kedro_internals import load_version_of, wiring_of, without_inputs

AFTER_OTHERS = "if its inputs change"
NEEDED = "its in-memory outputs are needed"
IF_NEEDED = f"if {NEEDED}"
_OPTIONAL = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)


@dataclass
class Plan:
    """The plan of a run.

    Attributes:
        pipeline: nodes that can run, without their absent optional inputs.
        catalog: catalog of the run.
        absent: absent optional inputs without which nodes can run.
        left_out: names of nodes that cannot run because they need an absent optional input.
    """

    pipeline: Pipeline
    catalog: Catalog
    absent: frozenset[str] = frozenset()
    left_out: list[str] = field(default_factory=list)

    @cached_property
    def missing(self) -> frozenset[str]:
        """Required inputs that do not exist. Some datasets, such as APIs, are asked for this."""
        inputs = self.pipeline.inputs()
        return frozenset(name for name in inputs if not is_there(self.catalog, name))

    @cached_property
    def detector(self) -> ChangeDetector:
        """Detector that compares the nodes with their records."""
        return ChangeDetector(self.catalog, self.pipeline.nodes)

    @cached_property
    def reasons(self) -> dict[str, list[str]]:
        """Reasons to run each node, by node name in order; empty for nodes that are up to date."""
        nodes = self.pipeline.nodes
        found = {node.name: self.detector.find_reasons(node) for node in nodes}
        changed = {node.name for node in nodes if found[node.name] and not self.is_on_demand(node)}
        after = {n.name for n in self.pipeline.from_nodes(*changed).nodes} if changed else set()
        needed, perhaps = self._find_needed(changed), self._find_needed(after)
        words = {name: [IF_NEEDED] for name in perhaps} | {name: [AFTER_OTHERS] for name in after}
        words |= {name: found[name] or [NEEDED] for name in changed | needed}
        return {name: words.get(name, []) for name in found}

    @cached_property
    def makers(self) -> dict[str, Node]:
        """Nodes with outputs in memory, by output."""
        outputs = [(name, node) for node in self.pipeline.nodes for name in node.outputs]
        return {name: node for name, node in outputs if entry_of(self.catalog, name) is None}

    def is_on_demand(self, node: Node) -> bool:
        """Return whether a node runs only to pass data in memory to other nodes of the pipeline."""
        is_in_memory = node.outputs and all(name in self.makers for name in node.outputs)
        return bool(is_in_memory) and not {*node.outputs} & self.pipeline.outputs()

    def _find_needed(self, names: set[str]) -> set[str]:
        """Return the nodes that provide these with data in memory, directly or through others."""
        needed: set[str] = set()
        for node in reversed(self.pipeline.nodes):
            if node.name in names | needed:
                needed |= {self.makers[name].name for name in node.inputs if name in self.makers}
        return needed


def plan(pipeline: Pipeline, catalog: Catalog) -> Plan:
    """Return the plan of a run.

    A dataset may be absent if its catalog entry has `metadata: {kedro-incremental: {optional:
    true}}`. A node can run without it if its function has a default for that argument, or takes
    any number of datasets (`**datasets`) and at least one of them exists. The plan leaves out all
    other nodes that take the dataset, and the nodes after them. If this would leave out every node
    that needs an optional input, the plan keeps all nodes and lists the inputs as missing.
    """
    inputs = {name for node in pipeline.nodes for name in node.inputs if not is_parameter(name)}
    optional = {name for name in inputs if option_of(entry_of(catalog, name), "optional")}
    gone = {name for name in optional & pipeline.inputs() if not is_there(catalog, name)}
    kept: list[Node] = []
    absent: set[str] = set()
    left_out: list[str] = []
    for node in pipeline.nodes:
        lost = gone & {*node.inputs}
        if not lost:
            kept.append(node)
        elif can_do_without(node, lost):
            kept.append(without_inputs(node, lost))
            absent |= lost
        else:
            left_out.append(node.name)
            gone |= {*node.outputs}
    dependent = {n.name for n in pipeline.nodes if not can_do_without(n, optional & {*n.inputs})}
    if dependent and dependent <= {*left_out}:
        return Plan(pipeline, catalog)
    return Plan(Pipeline(kept), catalog, frozenset(absent), left_out)


def is_there(catalog: Catalog, name: str) -> bool:
    """Return whether a dataset exists, without instantiating it if it has files."""
    if is_parameter(name):
        return name in catalog
    entry = entry_of(catalog, name)
    if option_of(entry, "provenance") or custom_state(entry or {}) is not None:
        return True
    if entry is not None and has_known_state(entry):
        return has_files(catalog, name, entry)
    return name in catalog and catalog.exists(name)


def check_versions(pipeline: Pipeline, catalog: Catalog) -> None:
    """Raise DatasetError unless all requested versions of inputs exist."""
    for name in sorted(pipeline.inputs()):
        version = load_version_of(catalog, name)
        if version and not is_there(catalog, name):
            raise DatasetError(
                f"Expected an existing version of {name}. Received {version!r}: choose another, or "
                "leave out --load-versions."
            )


def can_do_without(node: Node, absent: set[str]) -> bool:
    """Return whether a node can run without some inputs.

    Its function must have defaults for them, or take any number of inputs of which others remain.
    """
    if not absent:
        return True
    try:
        parameters = inspect.signature(node.func).parameters
    except (TypeError, ValueError):  # functions written in C may have no signature
        return False
    declared, _ = wiring_of(node)
    if isinstance(declared, dict):
        named = declared
    else:
        listed = [declared] if isinstance(declared, str) else list(declared)
        named = dict(zip(parameters, listed, strict=False))
        if absent != {*listed[len(listed) - len(absent) :]}:  # later inputs would move forward
            return False
    has_any_number = any(parameter.kind in _OPTIONAL for parameter in parameters.values())
    several = {n for key, n in named.items() if key not in parameters and has_any_number}
    by_default = {
        name
        for key, name in named.items()
        if key in parameters and parameters[key].default is not inspect.Parameter.empty
    }
    needs_one = bool(several) and several <= absent
    return absent <= by_default | several and not needs_one

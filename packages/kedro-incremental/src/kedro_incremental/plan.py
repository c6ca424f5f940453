"""What a run would do: the nodes that can be run, what they do without, and why each is run."""

import inspect
from dataclasses import dataclass, field
from functools import cached_property

from kedro.io import DatasetError
from kedro.pipeline import Node, Pipeline

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.datasets import (
    Catalog,
    Entries,
    has_files,
    has_known_state,
    is_parameter,
    option_of,
    tell_state,
)
from kedro_incremental.kedro_internals import load_version_of, wiring_of, without_inputs

AFTER_OTHERS = "if its inputs change"
NEEDED = "its data in memory are needed"
IF_NEEDED = f"if {NEEDED}"
_OPTIONAL = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)


@dataclass
class Plan:
    """What a run of a pipeline would do.

    Attributes:
        pipeline: the nodes that can be run; one whose optional inputs are absent lacks them.
        catalog: of the run.
        absent: the optional inputs that nodes do without.
        missing: the inputs that are needed and are not there.
        left_out: the names of nodes that can't be run, as what they need is optional and absent.
        entries: of the catalog, where they have been found.
    """

    pipeline: Pipeline
    catalog: Catalog
    absent: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    left_out: list[str] = field(default_factory=list)
    entries: Entries | None = None

    @cached_property
    def detector(self) -> ChangeDetector:
        """What compares the nodes to their records."""
        return ChangeDetector(self.catalog, self.pipeline.nodes, self.entries)

    @cached_property
    def reasons(self) -> dict[str, list[str]]:
        """Why each node would be run, by its name and in order; up to date if for nothing."""
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
        """The nodes that hand on data in memory, by dataset."""
        entry_of = self.detector.now.entry_of
        outputs = [(name, node) for node in self.pipeline.nodes for name in node.outputs]
        return {name: node for name, node in outputs if entry_of(name) is None}

    def is_on_demand(self, node: Node) -> bool:
        """Tell whether a node is run only for nodes that take what it hands on in memory."""
        hands_on = node.outputs and all(name in self.makers for name in node.outputs)
        return bool(hands_on) and not {*node.outputs} & self.pipeline.outputs()

    def _find_needed(self, names: set[str]) -> set[str]:
        """Return the nodes that hand on data in memory to these, directly or through others."""
        needed: set[str] = set()
        for node in reversed(self.pipeline.nodes):
            if node.name in names | needed:
                needed |= {self.makers[name].name for name in node.inputs if name in self.makers}
        return needed


def plan(pipeline: Pipeline, catalog: Catalog) -> Plan:
    """Find what can be run of a pipeline.

    An entry of the catalog whose `metadata: {kedro-incremental: {optional: true}}` says so may be
    absent. A node does without it if its function has a default for it, or takes any number of
    such inputs (`**datasets`) of which one is there. Other nodes that take it are left out, and
    those that take what they make. If that leaves out every node that needs an optional input, none
    is left out: all these inputs are missing.
    """
    entries = Entries(catalog)
    inputs = {name for node in pipeline.nodes for name in node.inputs if not is_parameter(name)}
    optional = {name for name in inputs if option_of(entries(name), "optional")}
    lacking = {name for name in pipeline.inputs() if not is_there(catalog, name, entries)}
    gone = optional & lacking
    kept: list[Node] = []
    absent: set[str] = set()
    left_out: list[str] = []
    for node in pipeline.nodes:
        theirs = gone & {*node.inputs}
        if not theirs:
            kept.append(node)
        elif can_do_without(node, theirs):
            kept.append(without_inputs(node, theirs))
            absent |= theirs
        else:
            left_out.append(node.name)
            gone |= {*node.outputs}
    needy = {n.name for n in pipeline.nodes if not can_do_without(n, optional & {*n.inputs})}
    if needy and needy <= {*left_out}:
        return Plan(pipeline, catalog, missing=frozenset(lacking), entries=entries)
    missing = {name for node in kept for name in node.inputs} & lacking - optional
    return Plan(Pipeline(kept), catalog, frozenset(absent), frozenset(missing), left_out, entries)


def is_there(catalog: Catalog, name: str, entries: Entries | None = None) -> bool:
    """Tell whether a dataset can be loaded, without making one that names files."""
    if is_parameter(name):
        return name in catalog
    entry = (entries or Entries(catalog))(name)
    if option_of(entry, "provenance") or tell_state(entry or {}) is not None:
        return True
    if entry is not None and has_known_state(entry):
        return has_files(catalog, name, entry)
    return name in catalog and catalog.exists(name)


def check_versions(pipeline: Pipeline, catalog: Catalog) -> None:
    """Raise DatasetError unless each version that is asked for is there."""
    for name in sorted(pipeline.inputs()):
        version = load_version_of(catalog, name)
        if version and not is_there(catalog, name):
            raise DatasetError(
                f"Expected the version {version!r} of {name}. Received none: choose one that is "
                "there, or leave out --load-versions."
            )


def can_do_without(node: Node, absent: set[str]) -> bool:
    """Tell whether a node's function has defaults for absent inputs, or takes any number."""
    try:
        parameters = inspect.signature(node.func).parameters
    except (TypeError, ValueError):  # of C
        return False
    given, _ = wiring_of(node)
    if isinstance(given, dict):
        named = given
    else:
        listed = [given] if isinstance(given, str) else list(given)
        named = dict(zip(parameters, listed, strict=False))
        if absent != {*listed[len(listed) - len(absent) :]}:  # the others would take their places
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

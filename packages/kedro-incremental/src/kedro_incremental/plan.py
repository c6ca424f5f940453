"""What a run would do: the nodes that can be run, what they do without, and why each is run."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from kedro.io import DatasetError
from kedro.pipeline import Node, Pipeline

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.datasets import (
    Catalog,
    entry_of,
    has_known_state,
    is_parameter,
    list_files,
    option_of,
    tell_state,
)
from kedro_incremental.kedro_internals import load_version_of, without_inputs, wiring_of

AFTER_OTHERS = "if its inputs change"
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
    """

    pipeline: Pipeline
    catalog: Catalog
    absent: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    left_out: list[str] = field(default_factory=list)

    @cached_property
    def detector(self) -> ChangeDetector:
        """What compares the nodes to their records."""
        return ChangeDetector(self.catalog, self.pipeline.nodes)

    @cached_property
    def reasons(self) -> dict[str, list[str]]:
        """Why each node would be run, by its name and in order; up to date if for nothing."""
        found = {node.name: self.detector.find_reasons(node) for node in self.pipeline.nodes}
        changed = [name for name, reasons in found.items() if reasons]
        after = self.pipeline.from_nodes(*changed).nodes if changed else []
        names = {node.name for node in after}
        return {n: r or ([AFTER_OTHERS] if n in names else []) for n, r in found.items()}


def plan(pipeline: Pipeline, catalog: Catalog) -> Plan:
    """Find what can be run of a pipeline.

    An entry of the catalog whose `metadata: {kedro-incremental: {optional: true}}` says so may be
    absent. A node does without it if its function has a default for it, or takes any number of
    such inputs (`**datasets`) of which one is there. Other nodes that take it are left out, and
    those that take what they make; unless that would leave no node that takes anything optional.
    """
    lacking = {name for name in pipeline.inputs() if not is_there(catalog, name)}
    optional = {n for n in lacking if option_of(entry_of(catalog, n), "optional")}
    needed = lacking - optional
    kept: list[Node] = []
    absent: set[str] = set()
    left_out: list[str] = []
    gone = set(optional)
    for node in pipeline.nodes:
        theirs = gone & {*node.inputs}
        if not theirs:
            kept.append(node)
        elif _can_do_without(node, theirs):
            kept.append(without_inputs(node, theirs))
            absent |= theirs
        else:
            left_out.append(node.name)
            gone |= {*node.outputs}
    takes_optional = {name for node in kept for name in node.inputs} & _find_optional(kept, catalog)
    if left_out and not takes_optional:
        return Plan(pipeline, catalog, missing=frozenset(lacking))
    taken = {name for node in kept for name in node.inputs}
    return Plan(
        Pipeline(kept), catalog, frozenset(absent), frozenset(needed & taken), left_out
    )


def _find_optional(nodes: Iterable[Node], catalog: Catalog) -> set[str]:
    names = {name for node in nodes for name in node.inputs if not is_parameter(name)}
    return {name for name in names if option_of(entry_of(catalog, name), "optional")}


def is_there(catalog: Catalog, name: str) -> bool:
    """Tell whether a dataset can be loaded; one that names files is not made, as some import much."""
    if is_parameter(name):
        return name in catalog
    entry = entry_of(catalog, name)
    if entry is not None and has_known_state(entry) and tell_state(entry) is None:
        return bool(list_files(catalog, name, entry))
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


def _can_do_without(node: Node, absent: set[str]) -> bool:
    """Tell whether a node's function has defaults for absent inputs, or takes any number."""
    try:
        parameters = inspect.signature(node.func).parameters
    except (TypeError, ValueError):  # of C
        return False
    given, _ = wiring_of(node)
    names = {} if not isinstance(given, dict) else given
    named = {argument: name for argument, name in names.items()}
    if not named:
        listed = [given] if isinstance(given, str) else list(given)
        named = dict(zip(parameters, listed, strict=False))
    any_number = {
        argument: name
        for argument, name in named.items()
        if argument not in parameters and any(p.kind in _OPTIONAL for p in parameters.values())
    }
    defaults = {
        name
        for argument, name in named.items()
        if argument in parameters and parameters[argument].default is not inspect.Parameter.empty
    }
    several = {*any_number.values()}
    return absent <= defaults | several and not (several and several <= absent)

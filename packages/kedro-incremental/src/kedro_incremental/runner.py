"""A runner that skips nodes that are up to date."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, cast

from kedro.framework.hooks.manager import _NullPluginManager
from kedro.pipeline import Node, Pipeline
from kedro.runner import AbstractRunner
from kedro.runner.task import Task
from pluggy import PluginManager

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.consistency import ConsistencyCheck
from kedro_incremental.datasets import (
    Catalog,
    FileState,
    entry_of,
    is_parameter,
    may_hold_code,
    option_of,
)
from kedro_incremental.errors import IncrementalError, kedro_command
from kedro_incremental.kedro_internals import gives_outputs, is_asynchronous
from kedro_incremental.lock import run_lock
from kedro_incremental.places import is_remote
from kedro_incremental.plan import Plan, check_versions, plan
from kedro_incremental.progress import show
from kedro_incremental.records import find_records
from kedro_incremental.run_catalog import RunCatalog, remove_partial_files
from kedro_incremental.tracing import Ran, UntracedHooks, find_edited, tracing

log = logging.getLogger("kedro.runner")  # Kedro shows the messages of this logger
CHECKING = "looking for changes"  # in the live line, between two nodes
A_WHILE = 1.0  # seconds; the log leaves out shorter nodes
is_running = ContextVar("is_running", default=False)  # per thread, since a server has several


class IncrementalRunner(AbstractRunner):
    """Runs nodes one after another and skips those that are up to date.

    A node is up to date if its fingerprint equals the recorded one and its outputs are unchanged.
    A node with outputs in memory runs only if a node that runs needs them.

    Example:
        ::

            kedro run --runner=kedro_incremental.IncrementalRunner
    """

    def __init__(self, is_async: bool = False, everything: bool = False) -> None:
        """Configure the runner.

        Args:
            is_async: whether to load and save in threads.
            everything: whether to run nodes that are up to date too.
        """
        super().__init__(is_async=is_async)
        self.everything = everything
        self.has_started = False  # set by `run`

    def run(
        self,
        pipeline: Pipeline,
        catalog: Catalog,
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
        only_missing_outputs: bool = False,
    ) -> dict[str, Any]:
        """Run the nodes of a pipeline that are not up to date.

        Args:
            pipeline: pipeline to run.
            catalog: catalog with its datasets.
            hook_manager: manager of the hooks of the project and its plugins.
            run_id: identifier of the run.
            only_missing_outputs: run the nodes with missing outputs instead, as Kedro does.

        Returns:
            The datasets of the pipeline's outputs by name, including those of skipped nodes.

        Raises:
            DatasetError: a requested version of an input does not exist.
            IncrementalError: the inputs do not belong together, or another run is active.
            ValueError: inputs are not in the catalog.
        """
        self.has_started = True
        self._run_id = run_id
        records = find_records(catalog).folder
        with run_lock(records), _mark_running():
            show(CHECKING)
            if not is_remote(records):
                folder = Path(records).parent.absolute()
                remove_partial_files(folder, pipeline.all_outputs(), catalog)
            self._plan = plan(pipeline, catalog)
            check_versions(self._plan.pipeline, catalog)
            detector = self._plan.detector
            self._skips_none = self.everything or only_missing_outputs
            chosen = self._plan.pipeline
            if only_missing_outputs:
                chosen = self._filter_pipeline_for_missing_outputs(chosen, catalog)
            self._check_consistency(detector, chosen)
            self._n_run = 0
            self._prepare(chosen, catalog)
            hooks: Any = hook_manager or _NullPluginManager()
            self._run(chosen, catalog, hooks, run_id)
        show("finishing")
        _log_summary(self._n_run, len(chosen.nodes), detector.now.find_unknown(chosen.nodes))
        outputs = self._plan.pipeline.outputs()
        return {name: catalog.get(name, fallback_to_runtime_pattern=True) for name in outputs}

    def _prepare(self, pipeline: Pipeline, catalog: Catalog) -> None:
        """Raise ValueError unless all inputs are in the catalog; no dataset is instantiated yet."""
        unknown = sorted(name for name in pipeline.inputs() if name not in catalog)
        if unknown:
            raise ValueError(
                f"Pipeline input(s) {unknown} not found in the {type(catalog).__name__}"
            )

    def _run(
        self,
        pipeline: Pipeline,
        catalog: Catalog,
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
    ) -> None:
        """Run each node with a reason to run, after the nodes that provide it data in memory."""
        run = _Run(self, pipeline, catalog, hook_manager, run_id)
        for node in pipeline.nodes:
            is_due = not self._plan.is_on_demand(node) and self._find_reasons(node)
            if is_due or run.returns_data_of(node):
                run.run_node(node)
            run.release_after(node)

    def _find_reasons(self, node: Node) -> list[str]:
        if self._skips_none:
            return ["it was requested"]
        reasons = self._plan.detector.find_reasons(node)
        log.debug("%s: %s", node.name, "; ".join(reasons) or "up to date")
        return reasons

    def _finish(
        self,
        node: Node,
        seconds: float,
        ran: set[Ran] | None,
        files: Mapping[str, FileState],
    ) -> None:
        """Count and record a node that has run; the states of some saved files are known.

        A node whose code was edited after its import gets no record, since it is unknown which
        version ran.
        """
        self._n_run += 1
        detector = self._plan.detector
        traced = None if ran is None else detector.now.find_unnamed_code(node, ran)
        used = {*detector.now.describe(node, traced or ())["code"]}
        edited = find_edited(used, detector.now.graph.path_of)
        if edited:
            log.warning(
                "%s will be run again: %s was edited after its import. Reload the project.",
                node.name,
                ", ".join(edited),
            )
            detector.forget([node])
            detector.now.hold(node, None)
        else:
            detector.finish(node, seconds, traced, self._run_id, files)

    def _check_consistency(self, detector: ChangeDetector, pipeline: Pipeline) -> None:
        """Raise IncrementalError if the inputs of these nodes do not belong together."""
        problems, stale = self._find_problems(detector, pipeline)
        if stale:
            names, reason = ", ".join(sorted(stale)), stale[min(stale)]
            log.warning("These datasets are stale: %s (%s)", names, reason)
        if problems:
            lines = "\n".join(f"  {problem}" for problem in dict.fromkeys(problems))
            raise IncrementalError(
                f"Expected results that belong together. Received:\n{lines}\n"
                "Also run the nodes that made these datasets, with the same environment and "
                "parameters. If a node no longer exists, drop its record: "
                f"{kedro_command('incremental', 'forget', 'NODE')}"
            )

    def _find_problems(
        self, detector: ChangeDetector, pipeline: Pipeline
    ) -> tuple[list[str], dict[str, str]]:
        """Return the problems, and for stale inputs that `allow_stale` permits, a reason each."""
        check = ConsistencyCheck(detector, pipeline.nodes)
        not_run = {*self._plan.pipeline.nodes} - {*pipeline.nodes}
        kept: list[tuple[list[str], dict[str, str]]] = [(node.outputs, {}) for node in not_run]
        taken = [(n.inputs, detector.now.describe(n)["parameters"]) for n in pipeline.nodes]
        problems: list[str] = []
        stale: dict[str, str] = {}
        for names, parameters in (*kept, *taken):
            for name in names:
                if is_parameter(name):
                    continue
                found = check.find_problems([name], parameters)
                if found and option_of(entry_of(detector.now.catalog, name), "allow_stale"):
                    stale[name] = found[0]
                else:
                    problems += found
        return problems, stale

    def _get_executor(self, max_workers: int) -> None:
        return None


class _Run:
    """The state of a run: the datasets in memory, and the last node that may need each."""

    def __init__(
        self,
        runner: IncrementalRunner,
        pipeline: Pipeline,
        catalog: Catalog,
        hook_manager: PluginManager | None,
        run_id: str | None,
    ) -> None:
        self._runner = runner
        self._pipeline = pipeline
        self._catalog = catalog
        self._options = (is_asynchronous(runner), hook_manager, run_id)
        self._plan: Plan = runner._plan
        self._held: set[str] = set()  # datasets that may have data in memory
        self._kept = pipeline.inputs() | pipeline.outputs()
        self._in_memory = self._plan.makers
        self._returned = pipeline.outputs() & self._in_memory.keys() if gives_outputs() else set()
        self._last_use = self._find_last_uses()
        self._places = {node.name: place for place, node in enumerate(pipeline.nodes, start=1)}

    def returns_data_of(self, node: Node) -> bool:
        """Return whether the run returns in-memory outputs of a node to its caller."""
        return bool(self._returned & {*node.outputs})

    def run_node(self, node: Node) -> None:
        """Run a node, after the nodes that make its inputs in memory."""
        for name in node.inputs:
            maker = self._in_memory.get(name)
            if maker is not None and name not in self._held:
                self.run_node(maker)
        place, total = self._places[node.name], len(self._places)
        show(f"{place} of {total}, {node.name}")
        self._plan.detector.begin(node)
        start, catalog = time.perf_counter(), RunCatalog(self._catalog, node)
        is_async, hook_manager, run_id = self._options
        for name in (*node.inputs, *node.outputs):
            self._catalog.get(name, fallback_to_runtime_pattern=True)
        data = [name for name in node.inputs if not is_parameter(name)]
        may_load_code = any(may_hold_code(entry_of(self._catalog, name)) for name in data)
        with tracing(may_load_code) as trace, catalog:
            hooks = cast(PluginManager, UntracedHooks(hook_manager, trace))
            Task(node, cast(Catalog, catalog), is_async, hooks, run_id).execute()
        show(CHECKING)
        self._held.update(node.inputs, node.outputs)
        seconds = time.perf_counter() - start
        if seconds >= A_WHILE:
            log.info("[%d/%d] %s: %.1f s", place, total, node.name, seconds)
        graph = self._plan.detector.now.graph
        ran = None if trace.ran is None else graph.locate(trace.ran)
        self._runner._finish(node, seconds, ran, catalog.uploaded)

    def release_after(self, node: Node) -> None:
        """Release the datasets that no later node may need."""
        ended = {n for n in self._held - self._kept if self._last_use[n] == node.name}
        for name in sorted(ended):
            self._catalog.release(name)
        self._held -= ended

    def _find_last_uses(self) -> dict[str, str]:
        """Return by dataset the last node that may need it.

        A node with outputs in memory may run later, when its outputs are needed; its own inputs
        must be available until then.
        """
        place = {node.name: number for number, node in enumerate(self._pipeline.nodes)}
        last: dict[str, int] = {}
        for node in reversed(self._pipeline.nodes):
            ends = place[node.name]
            if any(name in self._in_memory for name in node.outputs):
                ends = max([ends, *(last.get(name, ends) for name in node.outputs)])
            for name in (*node.inputs, *node.outputs):
                last[name] = max(last.get(name, 0), ends)
        names = [node.name for node in self._pipeline.nodes]
        return {name: names[number] for name, number in last.items()}


@contextmanager
def _mark_running() -> Iterator[None]:
    """Set `is_running`, so that the plugin's hooks leave the records to the runner."""
    token = is_running.set(True)
    try:
        yield
    finally:
        is_running.reset(token)


def _log_summary(n_run: int, n_nodes: int, unknown: list[str]) -> None:
    n_up_to_date = n_nodes - n_run
    up_to_date = f"{n_up_to_date} {'was' if n_up_to_date == 1 else 'were'} up to date"
    log.info("Ran %d node%s; %s", n_run, "" if n_run == 1 else "s", up_to_date)
    if unknown:
        log.info(
            "The nodes of %s run every time, since the state of these datasets is unknown. A "
            "function can report it: `metadata: {kedro-incremental: {state: FUNCTION}}` in the "
            "entry.",
            ", ".join(unknown),
        )

"""The runner of the project: it runs what has changed, with the models that there are."""

import logging
from collections import Counter
from typing import Any

from kedro.io import CatalogProtocol
from kedro.pipeline import Node, Pipeline
from kedro.runner import SequentialRunner
from kedro.runner.task import Task
from pluggy import PluginManager

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.atomic_catalog import AtomicCatalog
from fashion_mnist.runtime.available_models import select_available
from fashion_mnist.runtime.changes.consistency import ConsistencyCheck
from fashion_mnist.runtime.changes.detection import ChangeDetector, make_detector

log = logging.getLogger("fashion_mnist.run")  # beside Kedro's lines, which are by this module


class ChangedRunner(SequentialRunner):
    """Runs one node after another, but for those that are up to date.

    Where only missing outputs are asked for it runs the nodes that lack some, as Kedro does.
    """

    def __init__(self, is_async: bool = False, everything: bool = False) -> None:
        """Run what has changed, or everything."""
        super().__init__(is_async=is_async)
        self.everything = everything
        self.has_started = False

    def run(
        self,
        pipeline: Pipeline,
        catalog: CatalogProtocol[Any, Any],
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
        only_missing_outputs: bool = False,
    ) -> dict[str, Any]:
        """Run what can be run with the models that have been run.

        Raises:
            InputError: what the nodes take does not belong together.
        """
        self.has_started = True
        selection = select_available(pipeline, catalog)
        if isinstance(catalog, AtomicCatalog):
            catalog.absent = selection.absent
        self._asked, self._detector = selection.pipeline, make_detector(catalog)
        self._in_any_case = only_missing_outputs or self.everything or self._detector is None
        chosen = selection.pipeline if self._in_any_case else self._choose(selection.pipeline)
        self._n_run = 0
        made = super().run(chosen, catalog, hook_manager, run_id, only_missing_outputs)
        _tell(self._n_run, len(selection.pipeline.nodes) - self._n_run)
        return made

    def _choose(self, pipeline: Pipeline) -> Pipeline:
        """The nodes that have to be run, and those that may have to after them."""
        changed = [node.name for node in pipeline.nodes if self._find_reasons(node)]
        return pipeline.from_nodes(*changed) if changed else Pipeline([])

    def _run(
        self,
        pipeline: Pipeline,
        catalog: CatalogProtocol[Any, Any],
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
    ) -> None:
        if self._detector:
            self._check(self._detector, pipeline)
        uses = Counter(name for node in pipeline.nodes for name in node.inputs)
        kept = pipeline.inputs() | pipeline.outputs()
        for node in pipeline.nodes:
            if self._find_reasons(node):
                Task(node, catalog, self._is_async, hook_manager, run_id).execute()
                self._n_run += 1
                if self._detector:
                    self._detector.finish(node)
            uses.subtract(node.inputs)
            for name in (*node.inputs, *node.outputs):
                if uses[name] < 1 and name not in kept:
                    catalog.release(name)

    def _find_reasons(self, node: Node) -> list[str]:
        if self._in_any_case or self._detector is None:
            return ["it was asked for"]
        reasons = self._detector.find_reasons(node)
        log.debug("%s: %s", node.name, "; ".join(reasons) or "up to date")
        return reasons

    def _check(self, detector: ChangeDetector, pipeline: Pipeline) -> None:
        looked_after = pipeline if self._in_any_case else self._asked
        check = ConsistencyCheck(detector, [node.name for node in looked_after.nodes])
        left = set(self._asked.nodes) - set(looked_after.nodes)
        problems = check.find_problems([name for node in left for name in node.outputs], {})
        for node in pipeline.nodes:
            problems += check.find_problems(node.inputs, detector.describe(node)["parameters"])
        if problems:
            lines = "\n".join(f"  {problem}" for problem in dict.fromkeys(problems))
            raise InputError(
                f"Expected results that belong together. Received:\n{lines}\n"
                "Run `kedro run` with the same parameters, which makes again what has changed; or "
                "name the pipelines that made these too."
            )


def _tell(n_run: int, n_up_to_date: int) -> None:
    up_to_date = f"{n_up_to_date} {'was' if n_up_to_date == 1 else 'were'} up to date"
    log.info("Ran %d node%s; %s", n_run, "" if n_run == 1 else "s", up_to_date)

"""The part of a runner that finds what has to be run, however it is run then."""

import logging
from abc import abstractmethod
from typing import Any

from kedro.pipeline import Node, Pipeline
from kedro.runner import AbstractRunner
from pluggy import PluginManager

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.changes.consistency import ConsistencyCheck
from fashion_mnist.runtime.changes.dataset_files import Catalog
from fashion_mnist.runtime.changes.detection import ChangeDetector, make_detector

log = logging.getLogger(__name__)


class SelectiveRunner(AbstractRunner):
    """Runs the nodes that are not up to date; a runner that extends it says how, in `_run`.

    Where only missing outputs are asked for it runs the nodes that lack some, as Kedro does.

    What is taken must belong together; of the datasets that `may_be_old` it is only told if they
    don't, as to make them again takes a run of its own.
    """

    may_be_old: frozenset[str] = frozenset()

    def __init__(self, is_async: bool = False, everything: bool = False) -> None:
        """Run what has changed, or everything."""
        super().__init__(is_async=is_async)
        self.everything = everything
        self.has_started = False

    def run(
        self,
        pipeline: Pipeline,
        catalog: Catalog,
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
        only_missing_outputs: bool = False,
    ) -> dict[str, Any]:
        """Run what has to be run of a pipeline.

        Raises:
            InputError: what the nodes take does not belong together.
        """
        self.has_started = True
        self._asked, self._detector = self._select(pipeline, catalog), make_detector(catalog)
        self._in_any_case = only_missing_outputs or self.everything or self._detector is None
        chosen = self._asked if self._in_any_case else self._choose(self._asked)
        self._n_run = 0
        made = super().run(chosen, catalog, hook_manager, run_id, only_missing_outputs)
        _tell(self._n_run, len(self._asked.nodes) - self._n_run)
        return made

    def _select(self, pipeline: Pipeline, catalog: Catalog) -> Pipeline:
        """The nodes that can be run; all of them, unless a project knows better."""
        return pipeline

    def _choose(self, pipeline: Pipeline) -> Pipeline:
        """The nodes that have to be run, and those that may have to after them."""
        changed = [node.name for node in pipeline.nodes if self._find_reasons(node)]
        return pipeline.from_nodes(*changed) if changed else Pipeline([])

    @abstractmethod
    def _run(
        self,
        pipeline: Pipeline,
        catalog: Catalog,
        hook_manager: PluginManager | None = None,
        run_id: str | None = None,
    ) -> None:
        """Check, then run each node that there are reasons for, and finish it."""

    def _find_reasons(self, node: Node) -> list[str]:
        if self._in_any_case or self._detector is None:
            return ["it was asked for"]
        reasons = self._detector.find_reasons(node)
        log.debug("%s: %s", node.name, "; ".join(reasons) or "up to date")
        return reasons

    def _finish(self, node: Node, seconds: float) -> None:
        """Count a node that has been run, and keep what it was run with."""
        self._n_run += 1
        if self._detector:
            self._detector.finish(node, seconds)

    def _check(self, pipeline: Pipeline) -> None:
        """Raise InputError if what these nodes take does not belong together."""
        if self._detector is None:
            return
        problems, old = self._find_problems(self._detector, pipeline)
        if old:
            names, reason = ", ".join(sorted(old)), old[min(old)]
            log.warning("Made of something else than there is now: %s (%s)", names, reason)
        if problems:
            lines = "\n".join(f"  {problem}" for problem in dict.fromkeys(problems))
            raise InputError(
                f"Expected results that belong together. Received:\n{lines}\n"
                "Run `kedro run` with the same environment and parameters, which makes again what "
                "has changed; or name the pipelines that made these too."
            )

    def _find_problems(
        self, detector: ChangeDetector, pipeline: Pipeline
    ) -> tuple[list[str], dict[str, str]]:
        """What does not belong together; of what may be old a reason by its name."""
        looked_after = pipeline if self._in_any_case else self._asked
        check = ConsistencyCheck(detector, [node.name for node in looked_after.nodes])
        left = set(self._asked.nodes) - set(looked_after.nodes)
        kept: list[tuple[list[str], dict[str, str]]] = [(node.outputs, {}) for node in left]
        taken = [(n.inputs, detector.now.describe(n)["parameters"]) for n in pipeline.nodes]
        problems: list[str] = []
        old: dict[str, str] = {}
        for names, parameters in (*kept, *taken):
            problems += check.find_problems({*names} - self.may_be_old, parameters)
            for name in self.may_be_old.intersection(names):
                if reasons := check.find_problems([name], parameters):
                    old[name] = reasons[0]
        return problems, old

    @property
    def _logger(self) -> logging.Logger:
        return logging.getLogger("kedro.runner")  # of Kedro's lines, whichever runner it is

    def _get_executor(self, max_workers: int) -> None:
        return None


def _tell(n_run: int, n_up_to_date: int) -> None:
    up_to_date = f"{n_up_to_date} {'was' if n_up_to_date == 1 else 'were'} up to date"
    log.info("Ran %d node%s; %s", n_run, "" if n_run == 1 else "s", up_to_date)

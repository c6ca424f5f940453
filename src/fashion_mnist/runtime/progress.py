"""A line for each node that takes a while."""

import logging
import time

from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog
from kedro.pipeline import Pipeline
from kedro.pipeline.node import Node

from fashion_mnist.report.render import seconds
from fashion_mnist.runtime.available_models import select_available

log = logging.getLogger(__name__)


class Progress:
    """Logs one line for each node that takes a while, when it is done."""

    a_while = 1.0  # seconds

    @hook_impl
    def before_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Count the nodes and say how many there are."""
        self._total, self._done = len(select_available(pipeline, catalog).pipeline.nodes), 0
        log.info("Running %d node%s", self._total, "s" if self._total > 1 else "")

    @hook_impl
    def before_node_run(self) -> None:
        """Start the clock."""
        self._start = time.perf_counter()

    @hook_impl
    def after_node_run(self, node: Node) -> None:
        """Log the node and its seconds."""
        self._done += 1
        duration = time.perf_counter() - self._start
        if duration >= self.a_while:
            log.info("[%d/%d] %s: %s", self._done, self._total, node.name, seconds(duration))

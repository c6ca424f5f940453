"""A line for each node that takes a while."""

import logging
import time

from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog
from kedro.pipeline import Node, Pipeline

from fashion_mnist.report.render import seconds
from kedro_incremental import plan

log = logging.getLogger(__name__)


class Progress:
    """Logs one line for each node that takes a while, when it is done, and its place in the run."""

    a_while = 1.0  # seconds

    @hook_impl
    def before_pipeline_run(self, pipeline: Pipeline, catalog: DataCatalog) -> None:
        """Number the nodes."""
        nodes = plan(pipeline, catalog).pipeline.nodes
        self._places = {node.name: place for place, node in enumerate(nodes, start=1)}

    @hook_impl
    def before_node_run(self) -> None:
        """Start the clock."""
        self._start = time.perf_counter()

    @hook_impl
    def after_node_run(self, node: Node) -> None:
        """Log the node and its seconds."""
        duration = time.perf_counter() - self._start
        if duration >= self.a_while:
            place, total = self._places[node.name], len(self._places)
            log.info("[%d/%d] %s: %s", place, total, node.name, seconds(duration))

"""The hooks of the plugin."""

from kedro.framework.hooks import hook_impl
from kedro.pipeline import Node

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.datasets import Catalog
from kedro_incremental.runner import IncrementalRunner
from kedro_incremental.tracing import start_import_clock


class IncrementalHooks:
    """Keeps records true where other runners run nodes, which write none."""

    def __init__(self) -> None:
        """Note from now on when modules are imported."""
        start_import_clock()

    @hook_impl
    def before_node_run(self, node: Node, catalog: Catalog) -> None:
        """Forget the record of a node that another runner is about to run."""
        if not IncrementalRunner.is_running:
            ChangeDetector(catalog, [node]).forget([node])


hooks = IncrementalHooks()

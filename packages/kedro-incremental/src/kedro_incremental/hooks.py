"""The Kedro hooks of the plugin."""

from kedro.framework.context import KedroContext
from kedro.framework.hooks import hook_impl
from kedro.framework.project import settings
from kedro.pipeline import Node

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.datasets import Catalog
from kedro_incremental.errors import use_options
from kedro_incremental.runner import is_running


class IncrementalHooks:
    """Drops the records of nodes that other runners run, and adds the environment to messages."""

    @hook_impl
    def after_context_created(self, context: KedroContext) -> None:
        """Add the environment and the configuration folder to the recommended commands."""
        conf = str(context.config_loader.conf_source)
        is_elsewhere = conf != str(context.project_path / settings.CONF_SOURCE)
        use_options(env=context.env, conf_source=conf if is_elsewhere else None)

    @hook_impl
    def before_node_run(self, node: Node, catalog: Catalog) -> None:
        """Delete the record of a node that another runner is about to run."""
        if not is_running.get():
            ChangeDetector(catalog, [node]).forget([node])


hooks = IncrementalHooks()

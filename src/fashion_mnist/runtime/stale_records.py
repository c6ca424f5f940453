"""The hook that forgets records that no longer hold."""

from kedro.framework.hooks import hook_impl
from kedro.io import DataCatalog
from kedro.pipeline import Node

from fashion_mnist.runtime.changes.current_state import RECORDS
from fashion_mnist.runtime.changes.dataset_files import config_of


class StaleRecords:
    """Forgets what a node was run with as soon as it saves something, whichever runner runs it."""

    @hook_impl
    def after_catalog_created(self, catalog: DataCatalog) -> None:
        """Remember the catalog, which has the records."""
        self._catalog = catalog

    @hook_impl
    def before_dataset_saved(self, node: Node) -> None:
        """Forget the record, which the project's own runners write anew after the node."""
        if config_of(self._catalog, RECORDS) is not None:
            self._catalog.save(RECORDS, {node.name: {}})

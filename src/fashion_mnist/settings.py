"""Kedro's settings of the project."""

from fashion_mnist.catalog import AtomicCatalog
from fashion_mnist.hooks import HOOKS
from fashion_mnist.session import PlainSession

__all__ = ["CONFIG_LOADER_ARGS", "DATA_CATALOG_CLASS", "HOOKS", "SESSION_CLASS"]

SESSION_CLASS = PlainSession
DATA_CATALOG_CLASS = AtomicCatalog
CONFIG_LOADER_ARGS = {
    "base_env": "base",
    "default_run_env": "local",
    "merge_strategy": {"parameters": "soft", "globals": "soft"},
}

"""Kedro's settings of the project."""

from pathlib import Path

from kedro.utils import find_kedro_project

from fashion_mnist.catalog import AtomicCatalog
from fashion_mnist.folders import list_classes
from fashion_mnist.hooks import HOOKS
from fashion_mnist.session import PlainSession

__all__ = ["CONFIG_LOADER_ARGS", "DATA_CATALOG_CLASS", "HOOKS", "SESSION_CLASS"]

SESSION_CLASS = PlainSession
DATA_CATALOG_CLASS = AtomicCatalog


def class_folders(path: str) -> list[str]:
    """The classes of a folder of the project: `${class_folders:data/01_raw/flowers}` in conf/."""
    return list_classes((find_kedro_project(Path.cwd()) or Path()) / path)


CONFIG_LOADER_ARGS = {
    "custom_resolvers": {"class_folders": class_folders},
    "base_env": "base",
    "default_run_env": "local",
    "merge_strategy": {"parameters": "soft", "globals": "soft"},
}

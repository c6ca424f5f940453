"""The project's settings for Kedro."""

from pathlib import Path

from kedro.utils import find_kedro_project
from omegaconf.resolvers import oc

from fashion_mnist.images.class_folders import list_classes
from fashion_mnist.runtime.configuration import PlainConfigLoader
from fashion_mnist.runtime.hooks import StudyHooks
from fashion_mnist.runtime.session import StudySession
from fashion_mnist.runtime.tracking import Tracking
from kedro_incremental import VerifyingContext

SESSION_CLASS = StudySession
CONFIG_LOADER_CLASS = PlainConfigLoader
CONTEXT_CLASS = VerifyingContext
HOOKS = (StudyHooks(), Tracking())


def class_folders(path: str) -> list[str]:
    """List the classes in a folder, for `${class_folders:data/01_raw/flowers}` in conf/."""
    return list_classes((find_kedro_project(Path.cwd()) or Path()) / path)


CONFIG_LOADER_ARGS = {
    "custom_resolvers": {"class_folders": class_folders, "oc.env": oc.env},
    "base_env": "base",
    "default_run_env": "local",
    "config_patterns": {"mlflow": ["mlflow*"]},
    "merge_strategy": {"parameters": "soft", "globals": "soft"},
}

"""Kedro's settings of the project."""

from pathlib import Path

from kedro.utils import find_kedro_project
from omegaconf.resolvers import oc

from fashion_mnist.images.class_folders import list_classes
from fashion_mnist.runtime.artifact_index import ArtifactIndex
from fashion_mnist.runtime.configuration import PlainConfigLoader
from fashion_mnist.runtime.input_check import InputCheck
from fashion_mnist.runtime.parameter_check import ParameterCheck
from fashion_mnist.runtime.printed_tables import Answers, Progress, Summary, Trials
from fashion_mnist.runtime.session import PlainSession
from fashion_mnist.runtime.stores import StoreCredentials, TensorFlowSetup
from fashion_mnist.runtime.tracking import Tracking
from fashion_mnist.runtime.viz_statistics import VizStatistics
from kedro_incremental import VerifyingCatalog

__all__ = [
    "CONFIG_LOADER_ARGS",
    "CONFIG_LOADER_CLASS",
    "DATA_CATALOG_CLASS",
    "HOOKS",
    "SESSION_CLASS",
]

SESSION_CLASS = PlainSession
CONFIG_LOADER_CLASS = PlainConfigLoader
DATA_CATALOG_CLASS = VerifyingCatalog
HOOKS = (
    Answers(),
    Summary(),
    Trials(),
    ArtifactIndex(),
    Progress(),
    InputCheck(),
    ParameterCheck(),
    TensorFlowSetup(),
    StoreCredentials(),
    Tracking(),
    VizStatistics(),
)


def class_folders(path: str) -> list[str]:
    """The classes of a folder of the project: `${class_folders:data/01_raw/flowers}` in conf/."""
    return list_classes((find_kedro_project(Path.cwd()) or Path()) / path)


CONFIG_LOADER_ARGS = {
    "custom_resolvers": {"class_folders": class_folders, "oc.env": oc.env},
    "base_env": "base",
    "default_run_env": "local",
    "config_patterns": {"mlflow": ["mlflow*"]},
    "merge_strategy": {"parameters": "soft", "globals": "soft"},
}
